Feature: Cancelling an apply

  Scenario: A cancel before the file is replaced undoes everything
    Given the trading services are running, the orchestrator slow to stop
    And the window shows the configuration
    When the operator sets "Stop" to "21:00"
    And the operator applies and cancels while the orchestrator stops
    Then the window says that everything is as before
    And both services run with the old file
    And there is no backup
    And the edit is still there
