"""`traderadmin preflight`: everything that can be asked before anything is touched."""

import click

from traderadmin.cli import options
from traderadmin.cli.asjson import check_json
from traderadmin.cli.checklist import is_refused, show_checks
from traderadmin.cli.invocation import Invocation
from traderadmin.cli.output import Output


@click.command()
@options.json_document
@click.pass_obj
def preflight(invocation: Invocation, *, as_json: bool) -> int:
    """Check whether a change could be applied now, without changing anything."""
    output = Output(as_json=as_json)
    checks = invocation.program().backend.preflight()
    refused = is_refused(checks)
    if as_json:
        output.document({"ok": not refused, "checks": [check_json(check) for check in checks]})
    else:
        show_checks(output, checks)
    return int(refused)
