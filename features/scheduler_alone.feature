Feature: The scheduler keeps the session by itself
  The level check once a second is a safety net. Here it is left out, so that what opens and
  closes the session can only be the scheduler's own jobs.

  Scenario: The scheduler closes the session at the stop time
    Given an orchestrator without the level check, started just before "20:00"
    Then its session is open
    When its clock passes "20:00"
    Then its session is closed

  Scenario: The scheduler opens the session at the start time
    Given an orchestrator without the level check, started just before "13:30"
    Then its session is closed
    When its clock passes "13:30"
    Then its session is open

  Scenario: A start in mid-window opens at once
    Given an orchestrator started at "15:00"
    Then its session is open

  Scenario: A start after the stop time stays closed
    Given an orchestrator started at "20:00"
    Then its session is closed
