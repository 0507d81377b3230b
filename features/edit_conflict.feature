Feature: The file changed on disk while it was edited

  Background:
    Given the trading services are running
    And the window shows the configuration

  Scenario: Edits of other fields are kept
    Given the operator set "Stop" to "21:00"
    When someone else sets "Largest order" to 123 in the file
    Then a banner says that the file changed on disk
    When the operator reloads
    Then "Stop" is marked as modified, was "20:00"
    And "Largest order" shows "123"

  Scenario: For a field that changed on both sides the operator chooses
    Given the operator set "Stop" to "21:00"
    When someone else sets "Stop" to "19:00" in the file
    Then a banner says that the file changed on disk
    When the operator reloads
    Then the window asks to choose between "21:00" and "19:00" for "Stop"
    When the operator chooses theirs
    Then "Stop" shows "19:00"
    And nothing is modified

  Scenario: Applying edits of an outdated file is refused
    Given the operator set "Stop" to "21:00"
    When someone else changes the file while the window looks away and the operator applies
    Then the window says that the file changed on disk
    And no service was restarted
    And there is no backup
