"""How wide the columns of a table are. No Qt."""

from collections.abc import Sequence


def fitted(wanted: Sequence[int], wide: Sequence[bool], room: int, least: int) -> tuple[int, ...]:
    """Widths of columns within `room`: the wide ones share what is lacking.

    What is left goes to the last of them; where none is wide, to all alike.

    Args:
        wanted: what each would need to stand on one line.
        wide: which may be wider, or narrower and wrap.
        room: what there is.
        least: a wide column is never narrower, unless it needs less.
    """
    if not any(wide):
        return _spread(wanted, room - sum(wanted))
    left = room - sum(width for width, shares in zip(wanted, wide, strict=True) if not shares)
    sharing = sorted(
        (number for number, shares in enumerate(wide) if shares), key=lambda each: wanted[each]
    )
    widths = list(wanted)
    for place, number in enumerate(sharing):
        fair = left // (len(sharing) - place)
        widths[number] = min(wanted[number], max(fair, least))
        left -= widths[number]
    widths[max(sharing)] += max(0, left)
    return tuple(widths)


def _spread(wanted: Sequence[int], spare: int) -> tuple[int, ...]:
    each, rest = divmod(max(0, spare), len(wanted))
    return tuple(width + each + (number < rest) for number, width in enumerate(wanted))
