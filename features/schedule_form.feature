Feature: Editing the trading schedule

  Background:
    Given the trading services are running
    And the window shows the configuration

  Scenario: The coming week shows an edit beside what is in force
    When the operator sets "Stop" to "21:00"
    Then each session of the coming week stops at "20:00" in force and at "21:00" after applying
    When the operator sets "Stop" to "20:00"
    Then the coming week shows nothing but what is in force

  Scenario: What stands out in a schedule is told, and keeps nothing from being applied
    When the operator sets "Stop" to "13:33"
    Then below the form stands "A session lasts only 3 minutes."
    And Apply Configuration is enabled
    When the operator sets "Stop" to "20:00"
    Then nothing stands out below the form
