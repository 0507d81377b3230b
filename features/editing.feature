Feature: Editing the configuration

  Background:
    Given the trading services are running
    And the window shows the configuration

  Scenario: A changed value is marked until it is set back
    When the operator sets "Stop" to "21:00"
    Then "Stop" is marked as modified, was "20:00"
    And 1 change is not applied
    When the operator sets "Stop" to "20:00"
    Then nothing is modified
    And Apply Configuration is disabled

  Scenario: A wrong value cannot be applied, and says why at its field
    When the operator sets "Stop" to "13:30"
    Then the problem at "Stop" says "Must differ from the start"
    And Apply Configuration is disabled
    When the operator sets "Stop" to "14:00"
    Then there is no problem
    And Apply Configuration is enabled

  Scenario: Discarding brings every value back
    When the operator sets "Stop" to "21:00"
    And the operator sets "Start" to "14:30"
    Then 2 changes are not applied
    When the operator discards the changes
    Then nothing is modified
    And the file is untouched
