"""What a service's card says, of one process or pod or of several. No Qt."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum

from traderadmin.contract.revision import short
from traderadmin.targets.states import Instance, Phase, ProofLevel, ServiceState
from traderadmin.workflow.words import PHASE_WORDS, age_text, plural

NONE = "none"
_ENDING = "Terminating"
_PLAIN = {"", "Running"}
"""Phases that say no more than whether it is ready."""
_PHASES = {_ENDING: Phase.STOPPING, "Failed": Phase.FAILED, "Unknown": Phase.UNKNOWN}


class Sign(Enum):
    """The mark behind a value."""

    NONE = ""
    GOOD = "check"
    WARN = "alert-triangle"
    BAD = "alert-circle"


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a card."""

    label: str
    value: str
    sign: Sign = Sign.NONE


@dataclass(frozen=True, slots=True)
class PodFacts:
    """One of several pods of a service.

    Attributes:
        word: its phase, or whether it is ready.
        age: how long it has been there ("5 h 02 min").
        revision: which one it runs, in words.
        more: restarts and the like; empty where there is nothing to say.
        problem: what is wrong with it, in a sentence.
    """

    name: str
    phase: Phase
    word: str
    age: str
    revision: Row
    more: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True)
class CardFacts:
    """A service's card; `pods` is empty where there is just one, which the rows describe."""

    name: str
    where: str
    phase: Phase
    word: str
    rows: tuple[Row, ...]
    pods: tuple[PodFacts, ...] = ()


def card_facts(state: ServiceState, file_revision: str | None, now: datetime) -> CardFacts:
    """A service as its card shows it."""
    ready = Row("Ready", f"{state.ready} of {state.should_be}")
    restarts = Row("Restarts", f"{sum(i.restarts for i in state.instances)} unplanned")
    rows: tuple[Row, ...]
    if len(state.instances) > 1:
        rows = (
            ready,
            _revisions(state.instances, file_revision),
            Row("Proof", _proofs(state)),
            restarts,
            _last_errors(state),
        )
    else:
        first = state.instances[0] if state.instances else None
        rows = (
            ready,
            _revision(first, file_revision),
            Row("Proof", _proof(state, first)),
            Row("Up since", _up_since(first, now)),
            restarts,
            _last_error(state, first),
        )
    several = state.instances if len(state.instances) > 1 else ()
    return CardFacts(
        name=state.name,
        where=_where(state),
        phase=state.phase,
        word=PHASE_WORDS[state.phase],
        rows=rows,
        pods=tuple(_pod(each, file_revision, now) for each in several),
    )


def _where(state: ServiceState) -> str:
    match state.instances:
        case ():
            return "nothing of it runs" if state.phase is not Phase.UNKNOWN else "not known"
        case (one,) if one.label.startswith("process"):
            port = f", port {one.port}" if one.port else ""
            return f"{one.label} on this machine{port}"
        case (one,):
            return one.label if one.phase in _PLAIN else f"{one.label}, {one.phase}"
        case many:
            return plural(len(many), "pod")


# One process or pod


def _revision(instance: Instance | None, file_revision: str | None) -> Row:
    if instance is None or instance.status is None:
        return Row("Revision", "not known")
    revision = instance.status.config_revision
    if revision is None:
        return Row("Revision", "none loaded", Sign.BAD)
    same = revision == file_revision
    text = short(revision) if same else f"{short(revision)}, not that of the file"
    return Row("Revision", text, Sign.GOOD if same else Sign.WARN)


def _proof(state: ServiceState, instance: Instance | None) -> str:
    if state.proof is ProofLevel.RESTARTED:
        return "by its restart; it offers no /status"
    if state.proof is None or instance is None or instance.asked is None:
        return "not known yet" if state.instances else "none while it is stopped"
    return f"proven by /status at {instance.asked.astimezone(UTC):%H:%M:%S} UTC"


def _up_since(instance: Instance | None, now: datetime) -> str:
    if instance is None:
        return "not running"
    started = instance.started.astimezone(UTC)
    day = "" if started.date() == now.date() else f"{started:%a %Y-%m-%d} "
    return f"{day}{started:%H:%M:%S} UTC, {age_text((now - started).total_seconds())}"


def _last_error(state: ServiceState, instance: Instance | None) -> Row:
    wrong = _wrong_with(instance) if instance is not None else ""
    if wrong and wrong != state.problem:
        return Row("Last error", wrong, Sign.BAD)
    return _fault(state) if state.problem else Row("Last error", NONE)


def _fault(state: ServiceState) -> Row:
    """What is wrong with the service; while it starts this may be nothing but the way it starts."""
    sign = Sign.WARN if state.phase is Phase.STARTING else Sign.BAD
    return Row("Last error", state.problem, sign)


def _wrong_with(instance: Instance) -> str:
    status = instance.status
    return (status.config_error if status is not None else None) or instance.problem


# Several pods


def _revisions(pods: tuple[Instance, ...], file_revision: str | None) -> Row:
    known = [pod.status.config_revision for pod in pods if pod.status is not None]
    other = sum(revision != file_revision for revision in known)
    if other:
        return Row("Revision", f"not that of the file on {other} of {len(pods)}", Sign.WARN)
    if not known:
        return Row("Revision", "not known")
    text = short(file_revision or "")
    if len(known) < len(pods):
        return Row("Revision", f"{text} on {len(known)} of {len(pods)}")
    return Row("Revision", text, Sign.GOOD)


def _proofs(state: ServiceState) -> str:
    if state.proof is ProofLevel.RESTARTED:
        return "by their restart; they offer no /status"
    asked = [pod.asked for pod in state.instances if pod.asked is not None]
    if not asked:
        return "not known yet"
    at = f"{min(asked).astimezone(UTC):%H:%M:%S} UTC"
    if len(asked) < len(state.instances):
        return f"{len(asked)} of {len(state.instances)} by /status at {at}"
    return f"proven by /status at {at}"


def _last_errors(state: ServiceState) -> Row:
    wrong = [each for each in map(_wrong_with, state.instances) if each]
    if state.problem and state.problem not in wrong:
        return _fault(state)
    if wrong:
        text = f"{len(wrong)} of {len(state.instances)}, see below"
        return Row("Last error", text, Sign.BAD)
    return Row("Last error", NONE)


def _pod(pod: Instance, file_revision: str | None, now: datetime) -> PodFacts:
    revision = _revision(pod, file_revision)
    return PodFacts(
        name=pod.label,
        phase=_phase(pod),
        word=_word(pod),
        age=age_text((now - pod.started).total_seconds()),
        revision=Row("Revision", f"revision {revision.value}", revision.sign),
        more=plural(pod.restarts, "restart") if pod.restarts else "",
        problem=_wrong_with(pod),
    )


def _phase(pod: Instance) -> Phase:
    if pod.phase in _PHASES:
        return _PHASES[pod.phase]
    if pod.ready:
        return Phase.RUNNING
    return Phase.FAILED if pod.problem else Phase.STARTING


def _word(pod: Instance) -> str:
    if pod.phase not in _PLAIN:
        return pod.phase
    return "Ready" if pod.ready else "Not ready"
