"""What a kubeconfig says: its contexts, their servers, and the user of one of them."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import yaml
from kubernetes.client import Configuration
from kubernetes.config import ConfigException, load_kube_config_from_dict
from kubernetes.config.kube_config import (
    KUBE_CONFIG_DEFAULT_LOCATION,
    ConfigNode,
    KubeConfigMerger,
)

from traderadmin.errors import TraderAdminError

Headers = tuple[tuple[str, str], ...]
_TOKENS = frozenset({"token", "tokenFile"})


@dataclass(frozen=True, slots=True)
class Chosen:
    """One context's entries; each knows which file it is of."""

    context: ConfigNode
    cluster: ConfigNode
    user: ConfigNode | None

    @property
    def name(self) -> str:
        """The context's."""
        return str(self.context.value["name"])

    @property
    def plugin(self) -> ConfigNode | None:
        """The login plugin, where the context signs in with one."""
        signs_in = self._user
        if self.user is None or "exec" not in signs_in or _TOKENS & signs_in.keys():
            return None  # a token goes before a plugin, as kubectl has it
        plugin: ConfigNode = self.user["user"]["exec"]
        return plugin

    @property
    def acting_as(self) -> Headers:
        """The headers by which it acts as somebody else, which the library knows nothing of."""
        user = self._user
        whom, uid = user.get("as"), user.get("as-uid")
        groups, extra = _listed(user.get("as-groups")), user.get("as-user-extra") or {}
        if not whom and (uid or groups or extra):
            message = "it impersonates groups, but no user (`as`)"
            raise ConfigException(message)
        headers = [("Impersonate-User", whom), ("Impersonate-Uid", uid)]
        headers += [("Impersonate-Group", group) for group in groups]
        for key, values in extra.items():
            name = f"Impersonate-Extra-{quote(key, safe='')}"
            headers += [(name, value) for value in _listed(values)]
        return tuple((name, str(value)) for name, value in headers if value)

    def configuration(self, login: Mapping[str, str]) -> Configuration:
        """The library's configuration, with what a plugin gave; the library runs none."""
        entries: dict[str, list[ConfigNode]] = {
            "contexts": [self.context],
            "clusters": [self.cluster],
        }
        if self.user is not None:
            signs_in = {key: self._user[key] for key in self._user if key != "exec"}
            user = {"name": self.user.value["name"], "user": {**signs_in, **login}}
            entries["users"] = [ConfigNode(self.user.name, user, self.user.path)]
        made = Configuration()
        load_kube_config_from_dict(
            ConfigNode(self.context.name, entries, self.context.path),
            context=self.name,
            client_configuration=made,
            persist_config=False,
        )
        return made

    @property
    def _user(self) -> dict[str, Any]:
        return (self.user.value["user"] or {}) if self.user is not None else {}


@dataclass(frozen=True, slots=True)
class Kubeconfig:
    """One or several files, merged as kubectl does."""

    merged: ConfigNode

    @classmethod
    def read(cls, file: str) -> Self:
        """Read a file, or what KUBECONFIG names. Raises: what `readable` words."""
        where = str(Path(file).expanduser()) if file else KUBE_CONFIG_DEFAULT_LOCATION
        merged = KubeConfigMerger(where).config
        if merged is None:
            message = "there is no such file"
            raise ConfigException(message)
        return cls(merged)

    @property
    def current(self) -> str:
        """The current context's name; empty where none is named."""
        return str(self.merged.value.get("current-context") or "")

    def contexts(self) -> list[Mapping[str, Any]]:
        """Every context as the file has it, with its `name` and its `context`."""
        found = [node.value for node in self.merged.value["contexts"]]
        for each in found:
            if not isinstance(each["name"], str) or not isinstance(each["context"], dict):
                message = f"the context {each['name']} is none"
                raise ConfigException(message)
        return found

    def servers(self) -> dict[str, str]:
        """The URL of each cluster by name."""
        clusters = [node.value for node in self.merged.value["clusters"]]
        return {each["name"]: str(each["cluster"].get("server", "")) for each in clusters}

    def chosen(self, context: str) -> Chosen:
        """The entries of a context, of the current one where it is empty."""
        name = context or self.current
        if not name:
            message = "it has no current context, and none was chosen with --context"
            raise ConfigException(message)
        known = [str(node.value["name"]) for node in self.merged.value["contexts"]]
        if name not in known:
            message = f"it has no context {name}, but {', '.join(known) or 'none at all'}"
            raise ConfigException(message)
        entry = self.merged["contexts"].get_with_name(name)
        leads = entry["context"]
        user = leads.safe_get("user")
        users = self.merged.value["users"]
        return Chosen(
            context=entry,
            cluster=self.merged["clusters"].get_with_name(leads["cluster"]),
            user=self.merged["users"].get_with_name(user, safe=True) if user and users else None,
        )


def _listed(values: Any) -> list[Any]:
    """A list, or nothing; a string would be taken for a list of its letters."""
    if values and not isinstance(values, list):
        message = "what it impersonates is not of the kind it should be: a list"
        raise ConfigException(message)
    return values or []


@contextmanager
def readable(kubeconfig: str) -> Iterator[None]:
    """Turn what a kubeconfig is not, or its library raises, into a sentence."""
    try:
        yield
    except (ConfigException, OSError, yaml.YAMLError, ValueError) as error:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        # The library names an entry by all that it holds, which may be a token.
        raise _unusable(kubeconfig, lines[0].partition("/{")[0].rstrip(".")) from error
    except KeyError as error:
        raise _unusable(kubeconfig, f"an entry lacks {error}") from error
    except (TypeError, AttributeError) as error:
        raise _unusable(kubeconfig, "an entry is not of the kind it should be") from error


def _unusable(kubeconfig: str, why: str) -> TraderAdminError:
    return TraderAdminError(
        "The kubeconfig cannot be used",
        f"{kubeconfig or 'The kubeconfig'} cannot be used: {why}.",
        "Name the file with --kubeconfig or KUBECONFIG; "
        "`kubectl config get-contexts` shows what it holds.",
    )
