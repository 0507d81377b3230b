Feature: An applied configuration reaches what the services do

  Background:
    Given the trading services are running, trading open at any time
    And the window shows the configuration

  Scenario: A lower order limit reaches the orchestrator
    Then an order of 6 shares is accepted
    When the operator sets "Largest order" to "5"
    And the operator applies the configuration, confirming that trading stays open
    Then an order of 6 shares is refused because of "max_order_size"
    And an order of 5 shares is accepted

  Scenario: Other symbols reach the scanner
    Then the scanner watches "AAPL, MSFT"
    When the operator removes every symbol but "MSFT"
    And the operator applies the configuration, confirming that trading stays open
    Then the scanner watches "MSFT"
