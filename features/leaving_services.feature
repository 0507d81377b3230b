Feature: Services outlive the window

  Scenario: Leaving them running and finding them again
    Given the trading services are running
    And the window shows the configuration
    When the operator closes the window and leaves the services running
    Then both services still run in the same processes
    When the operator opens the window again
    Then the window shows both services as running in the same processes

  Scenario: Stopping them when the window closes
    Given the trading services are running
    And the window shows the configuration
    When the operator closes the window and stops the services
    Then neither service runs
    And their counts to come back to are stored
