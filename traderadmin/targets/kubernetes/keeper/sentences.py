"""What is said when the session with the config keeper does not go as it should."""

from traderadmin.errors import RefusedError, TraderAdminError, UnconfirmedError
from traderadmin.store.keeper import wire
from traderadmin.targets.kubernetes.keeper.answers import Hello

_NO_SESSION = "No session with the config keeper"
_LOST = "Connection to the config keeper lost"
_OTHER = "The config keeper is another version"


def no_hello(seconds: float) -> TraderAdminError:
    """It was started, but says nothing."""
    message = f"The config keeper was started, but did not answer within {seconds:g} s."
    return TraderAdminError(_NO_SESSION, message, "Look at the keeper's pod and its node.")


def no_answer(call: str, seconds: float) -> TraderAdminError:
    """A request was sent, and time passed."""
    message = f"The config keeper did not answer within {seconds:g} s ({call})."
    return TraderAdminError(_LOST, message, "Look at the keeper's pod and its volume.")


def ended() -> TraderAdminError:
    """Its output ended."""
    message = "The session with the config keeper ended."
    return TraderAdminError(_LOST, message, "See whether the keeper's pod runs.")


def closed() -> TraderAdminError:
    """We ended it ourselves."""
    message = "The session with the config keeper was closed."
    return TraderAdminError(_LOST, message, "Connect again.")


def garbage(said: bytes) -> TraderAdminError:
    """Something else speaks where the keeper should."""
    text = " ".join(said.decode("utf-8", "replace").split())
    shown = "".join(letter if letter.isprintable() else "�" for letter in text)
    message = "What answers is not the config keeper" + (f"; it says: {shown}" if shown else ".")
    hint = "Check the keeper's image: python -m traderadmin.store.keeper must run in it."
    return TraderAdminError(_NO_SESSION, message, hint)


def not_understood() -> TraderAdminError:
    """An answer that means nothing here."""
    message = "The config keeper answered something that is not understood here."
    hint = "Update TraderAdmin and the keeper's image to the same version."
    return TraderAdminError(_OTHER, message, hint)


def other_protocol(hello: Hello) -> TraderAdminError:
    """Says which side is to be updated."""
    message = (
        f"The config keeper (version {hello.version}) speaks protocol {hello.protocol}, "
        f"this TraderAdmin protocol {wire.PROTOCOL}."
    )
    if hello.protocol > wire.PROTOCOL:
        return TraderAdminError(_OTHER, message, "Update TraderAdmin on this machine.")
    return TraderAdminError(_OTHER, message, "Update the image of the keeper's pod.")


def nothing_changed(why: TraderAdminError) -> RefusedError:
    """A write that never reached the keeper."""
    return RefusedError(why.title, f"{why.message} Nothing was changed.", why.hint)


def unconfirmed(call: str, why: TraderAdminError) -> UnconfirmedError:
    """A write whose answer was lost."""
    message = f"{why.message} Whether anything was changed is not known ({call})."
    return UnconfirmedError(why.title, message, why.hint)
