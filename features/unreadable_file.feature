Feature: A configuration file that cannot be read

  Scenario: The line is named, and a backup is the way out
    Given a configuration whose line 3 is not TOML, with a backup of a good one
    When the operator opens the window
    Then the error names line 3
    And the file is untouched
    When the operator restores the backup
    Then the window shows the settings of the backup
    And the unreadable file was kept as a backup

  Scenario: A file that is not UTF-8
    Given a configuration that is not UTF-8
    When the operator opens the window
    Then the error says that it is not UTF-8
    And the file is untouched

  Scenario: Starting again from the template
    Given a configuration whose line 3 is not TOML, with a backup of a good one
    When the operator opens the window
    And the operator starts from the template
    Then the file is the template
    And the unreadable file was kept as a backup

  Scenario: A file that was lost is not made anew under running services
    Given the trading services are running
    And the file was lost
    When the operator opens the window without a file
    Then a banner says that there is no configuration
    And no file was made
    When someone puts the file back
    Then the window shows the configuration by itself
    And no service was restarted
