Feature: Trading can be halted, and stopped where the orchestrator does not obey

  Background:
    Given the trading services are running, trading open at any time

  Scenario: One click halts, and releasing says what it will do
    Given the window shows the configuration
    When the operator halts trading
    Then an order of 6 shares is refused because of "halted"
    When the operator wants to release the halt
    Then the question says "The schedule is off: trading takes up the state it had before the halt."

  Scenario: What stays open is told before the services are stopped
    Given the window shows the configuration
    Then an order of 6 shares is accepted
    And the window says that "1 position" is open
    When the operator wants to stop the services
    Then the question says "1 position stays open and unattended."

  Scenario: An orchestrator that does not confirm a halt is stopped with one click
    Given the window shows the configuration
    And the orchestrator stands still
    When the operator clicks Halt
    Then Halt becomes "Stop the orchestrator"
    And a banner says "Not confirmed. Stop the orchestrator now"
    When the operator presses it
    Then the orchestrator is gone, at 0 on the operator's word
    And the scanner still runs in the same process
    And a banner says "orchestrator is at 0, should be 1."
    When the operator presses "Start services"
    Then both services run
    And an order of 6 shares is refused because of "halted"

  Scenario: An apply does not start again what the operator stopped while it ran
    Given the window shows the configuration
    And the orchestrator stands still
    When the operator sets "Largest order" to "5"
    And the operator begins to apply, confirming that trading stays open
    And the operator clicks Halt
    Then Halt becomes "Stop the orchestrator"
    When the operator presses it
    And the apply has ended
    Then the window affirms "orchestrator was stopped by an operator meanwhile and stays stopped."
    And the orchestrator is gone, at 0 on the operator's word

  Scenario: The same from the command line
    Given the orchestrator stands still
    When "session halt" is run
    Then it ends with exit code 4 and says "Not confirmed"
    When "session halt --stop-orchestrator" is run
    Then it ends with exit code 0 and says "The orchestrator is stopped"
    And the orchestrator is gone, at 0 on the operator's word
    And the scanner still runs in the same process
