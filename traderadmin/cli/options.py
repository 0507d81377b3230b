"""Options that several commands share."""

import click

json_document = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
json_lines = click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print a JSON object per line for each event; the last one is the result.",
)
reason = click.option("--reason", metavar="TEXT", default="", help="Why; kept in history.")
yes = click.option("--yes", is_flag=True, help="Answer yes to what would be asked.")
