Feature: The window shows what the session went through, and what it holds

  Background:
    Given the trading services are running, trading open at any time
    And the window shows the configuration

  Scenario: An order and the reason for its refusal are listed
    Then an order of 6 shares is accepted
    And an order of 9000 shares is refused because of "max_order_size"
    When the operator looks at positions and orders
    Then a position of "6" shares of "IBM" is listed
    And an order of "9,000" shares of "IBM" is listed as "Refused", with the reason

  Scenario: A halt is still in the history after an apply has restarted the orchestrator
    When the operator halts trading
    And the operator sets "Largest order" to "5"
    And the operator applies the configuration, confirming that trading stays open
    And the operator clicks the session in the top bar
    Then the history says, newest first, "Started, Stopped, Halted, Started"
