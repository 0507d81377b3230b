"""Names of targets, and services picked by hand, as `targets add` takes them."""

import re

import click

from traderadmin.targets.saved import PickedService
from traderadmin.targets.savedrules import name_fault, order_of

_SHAPE = re.compile(r"(?P<name>[^=:\s]+)=(?P<deployment>[^=:\s]+)(:(?P<order>[^:]*))?")
_STEP = 10


def usable_name(context: click.Context, parameter: click.Parameter, given: str) -> str:
    """A name that can be given. Raises: click.BadParameter."""
    if fault := name_fault(given):
        raise click.BadParameter(f"{given!r}: {fault}", context, parameter)
    return given


def picked(
    context: click.Context, option: click.Parameter, given: tuple[str, ...]
) -> tuple[PickedService, ...]:
    """Read NAME=DEPLOYMENT[:ORDER]; without an order each stops after the one before it.

    Raises: click.BadParameter.
    """
    found = []
    for place, text in enumerate(given, start=1):
        parts = _SHAPE.fullmatch(text)
        order = parts and (place * _STEP if parts["order"] is None else order_of(parts["order"]))
        if parts is None or order is None:
            message = f"{text!r} is not NAME=DEPLOYMENT or NAME=DEPLOYMENT:ORDER, a whole number."
            raise click.BadParameter(message, param=option)
        usable_name(context, option, parts["name"])
        found.append(PickedService(parts["name"], parts["deployment"], order))
    for names in ([each.name for each in found], [each.deployment for each in found]):
        twice = next((name for name in names if names.count(name) > 1), None)
        if twice is not None:
            raise click.BadParameter(f"{twice} is given twice.", param=option)
    return tuple(found)
