"""`traderadmin targets`: the Kubernetes targets that are saved here."""

from dataclasses import replace
from typing import Any

import click

from traderadmin.cli import options
from traderadmin.cli.checklist import is_refused, show_checks
from traderadmin.cli.invocation import Invocation
from traderadmin.cli.output import GOOD, HEAD, WARN, Output, columns
from traderadmin.cli.picking import picked, usable_name
from traderadmin.errors import RefusedError
from traderadmin.targets.saved import SavedTarget, SavedTargets

_SECONDS = click.FloatRange(min=1.0)
_FILE = click.Path(exists=True, dir_okay=False, resolve_path=True)


@click.group()
@click.pass_obj
def targets(invocation: Invocation) -> None:
    """List, show, add and remove Kubernetes targets; `--target NAME` works on one."""
    if invocation.target.name or invocation.target.is_ad_hoc:
        raise click.UsageError(
            "--target, --context, --namespace and --kubeconfig do not go before `targets`; "
            "what a command of it needs stands after the command."
        )


@targets.command("list")
@options.json_document
@click.pass_obj
def list_(invocation: Invocation, *, as_json: bool) -> int:
    """List the saved targets."""
    output = Output(as_json=as_json)
    known = invocation.composition().saved().all()
    if as_json:
        output.document([target.to_json() for target in known])
    elif known:
        rows = [
            (each.name, each.namespace, each.context, "production" if each.production else "")
            for each in known
        ]
        output.table(("NAME", "NAMESPACE", "CONTEXT", "MARK"), rows)
    else:
        output.line("No target is saved. Add one with `traderadmin targets add`.")
    return 0


@targets.command()
@click.argument("name")
@options.json_document
@click.pass_obj
def show(invocation: Invocation, *, name: str, as_json: bool) -> int:
    """Show what is saved of the target NAME."""
    output = Output(as_json=as_json)
    target = invocation.composition().saved().get(name)
    if as_json:
        output.document(target.to_json())
    else:
        _show(output, target)
    return 0


@targets.command()
@click.argument("name", callback=usable_name)
@click.option("--context", metavar="CTX", required=True, help="The kubeconfig's context.")
@click.option("--namespace", metavar="NS", required=True, help="Where the services run.")
@click.option("--kubeconfig", type=_FILE, metavar="FILE", help="Instead of the usual kubeconfig.")
@click.option(
    "--service",
    "services",
    callback=picked,
    metavar="NAME=DEPLOYMENT[:ORDER]",
    multiple=True,
    help="A Deployment that takes part as service NAME; the lowest ORDER stops first. "
    "Without any, those that carry the labels.",
)
@click.option("--claim", metavar="PVC", help="The PersistentVolumeClaim of the configuration.")
@click.option("--path", metavar="PATH", help="The file on it (config/config.toml).")
@click.option("--state-path", metavar="PATH", help="The folder of the halt record on it (state).")
@click.option("--keeper", metavar="STATEFULSET", help="The config keeper (traderadmin-keeper).")
@click.option("--schema", type=_FILE, metavar="FILE", help="A JSON schema of this machine.")
@click.option("--production", is_flag=True, help="Colour it, and ask before an apply.")
@click.option("--pause-seconds", type=_SECONDS, metavar="S", help="For a service to stop (120).")
@click.option("--resume-seconds", type=_SECONDS, metavar="S", help="To be ready again (300).")
@click.option(
    "--ignore-owners", is_flag=True, help="Although an autoscaler or GitOps owns the counts."
)
@click.option("--replace", "replaces", is_flag=True, help="Replace a target of that name.")
@click.pass_obj
def add(invocation: Invocation, /, *, name: str, replaces: bool, **given: Any) -> int:
    """Save a Kubernetes target as NAME, pinned to its API server and namespace.

    Then every check of an apply is made. In the cluster nothing is changed.
    """
    output = Output()
    composition = invocation.composition()
    draft = _draft(name, given)
    saved = composition.saved()
    if not replaces:
        _see_that_it_is_new(saved, name)
    pinned = composition.browser(draft.kubeconfig).pinned(draft)
    output.line(f"{pinned.name}: {pinned.config_location}", HEAD)
    output.line(f"API server {pinned.server}, namespace UID {pinned.namespace_uid}")
    backend = composition.program_on(pinned).backend
    click.get_current_context().call_on_close(backend.close)
    checks = backend.preflight()
    saved.put(pinned, replace=replaces)
    show_checks(output, checks)
    if is_refused(checks):
        output.line(f"Saved. As it is, an apply to {name} would be refused.", WARN)
    else:
        output.line("Saved.", GOOD)
    output.line("Read-only so far: nothing was changed.")
    return 0


@targets.command()
@click.argument("name")
@click.pass_obj
def remove(invocation: Invocation, *, name: str) -> int:
    """Forget the target NAME; its cluster is not touched."""
    invocation.composition().saved().remove(name)
    Output().line(f"{name} is no longer saved. Its services and its configuration are untouched.")
    return 0


def _draft(name: str, given: dict[str, Any]) -> SavedTarget:
    """The target of the options; what was not given is as `SavedTarget` has it."""
    draft = SavedTarget(name, given.pop("context"), given.pop("namespace"))
    return replace(draft, **{key: value for key, value in given.items() if value is not None})


def _see_that_it_is_new(saved: SavedTargets, name: str) -> None:
    """Refuse a name that is taken before the cluster is asked anything."""
    if any(target.name == name for target in saved.all()):
        raise RefusedError(
            "Target not saved",
            f"There is a target {name!r} already; it was left as it is.",
            "Choose another name, or add --replace.",
        )


def _show(output: Output, target: SavedTarget) -> None:
    services = "; ".join(
        f"{each.name} is Deployment {each.deployment}, order {each.order}"
        for each in target.services
    )
    pinned = f"{target.namespace}, UID {target.namespace_uid}" if target.namespace_uid else ""
    rows = [
        ("Context", target.context),
        ("Kubeconfig", target.kubeconfig or "the usual one"),
        ("API server", target.server or "not pinned"),
        ("Namespace", pinned or f"{target.namespace}, not pinned"),
        ("Services", services or "those that carry the labels"),
        ("Configuration", f"{target.path} on {target.claim}"),
        ("State", f"{target.state_path} on {target.claim}"),
        ("Keeper", target.keeper),
        ("Schema", target.schema or "the volume's own, else the shipped one"),
        ("Production", "yes" if target.production else "no"),
        ("Deadlines", f"pause {target.pause_seconds:g} s, resume {target.resume_seconds:g} s"),
        ("Owners of counts", "ignored" if target.ignore_owners else "refused"),
    ]
    output.line(target.name, HEAD)
    for text in columns(rows):
        output.line(text)
