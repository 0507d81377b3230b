Feature: An apply whose program was killed

  Scenario: Killed with one service stopped, and undone in the window
    Given the trading services are running
    When an apply is killed while the orchestrator stops
    And the operator opens the window
    Then a banner says that an earlier change was not finished
    And it offers only to undo
    When the operator chooses "Undo"
    Then both services run with the old file
    And no journal stands

  Scenario: Killed after the file was replaced, and finished in the window
    Given the trading services are running
    When an apply is killed while the orchestrator starts
    And the operator opens the window
    Then a banner says that an earlier change was not finished
    When the operator chooses "Finish"
    Then both services run with the new file
    And no journal stands

  Scenario: Killed after the file was replaced, and undone on the command line
    Given the trading services are running
    When an apply is killed while the orchestrator starts
    And the operator runs "recover --undo"
    Then both services run with the old file
    And no journal stands
