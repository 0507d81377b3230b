"""From where a service reads: what is refused, and what is everybody's right."""

from typing import Any

import pytest

from tests.unit.targets import manifests
from traderadmin.targets.kubernetes.objects import deployment_from
from traderadmin.targets.kubernetes.sources import from_the_api
from traderadmin.targets.states import CheckLevel

Json = dict[str, Any]

CLAIM: Json = {"name": "data", "persistentVolumeClaim": {"claimName": "trading"}}
OTHER: Json = {"name": "own", "persistentVolumeClaim": {"claimName": "own"}}
SCRATCH: Json = {"name": "scratch", "emptyDir": {}}
MAP: Json = {"name": "bot", "configMap": {"name": "bot"}}
SECRET: Json = {"name": "bot", "secret": {"secretName": "bot"}}
TOKEN: Json = {"serviceAccountToken": {"path": "token"}}
ROOTS: Json = {"configMap": {"name": "kube-root-ca.crt"}}
FOLDER: Json = {"name": "TRADERADMIN_CONFIG_DIR", "value": "/data/config"}


def projected(*sources: Json) -> Json:
    return {"name": "bot", "projected": {"sources": list(sources)}}


def container(name: str = "main", *env: Json, **mounts: str) -> Json:
    """A container; `mounts` are paths by the volume's name."""
    at = [{"name": volume, "mountPath": path} for volume, path in mounts.items()]
    return {"name": name, "env": list(env), "volumeMounts": at}


def refused(*volumes: Json, main: Json, init: tuple[Json, ...] = ()) -> str:
    """Why a service is refused; empty when it is not."""
    spec = {"containers": [main], "initContainers": list(init), "volumes": list(volumes)}
    template = {"template": {"spec": spec}}
    deployment = deployment_from(manifests.deployment(spec=template), "pricer")
    check = from_the_api(deployment, "trading", "bot.toml")
    assert check is None or check.level is CheckLevel.REFUSED
    return check.detail if check else ""


@pytest.mark.parametrize(
    ("volume", "called"),
    [
        (MAP, "ConfigMap"),
        (SECRET, "Secret"),
        (projected(TOKEN, {"configMap": {"name": "bot"}}), "ConfigMap"),
        (projected({"secret": {"name": "bot"}}), "Secret"),
    ],
)
def test_that_a_folder_of_the_api_server_s_is_refused_where_the_claim_is_not_mounted(
    volume: Json, called: str
) -> None:
    expected = (
        f"pricer mounts no claim trading, and reads what is at /etc/bot from the {called} volume "
        "bot, not from the file that is edited here."
    )
    assert refused(volume, main=container(bot="/etc/bot")) == expected
    assert refused(volume, CLAIM, main=container(bot="/etc/bot")) == expected
    assert refused(volume, OTHER, main=container(bot="/etc/bot", own="/own")) == expected


def test_that_it_is_nobody_s_business_beside_the_claim() -> None:
    assert refused(MAP, CLAIM, main=container(bot="/etc/extra", data="/data")) == ""
    token = container("main", FOLDER, bot="/run/secrets/traderadmin", data="/data")
    assert refused(SECRET, CLAIM, main=token) == ""


VAULT: Json = {"name": "bot", "csi": {"driver": "secrets-store.csi.k8s.io"}}


@pytest.mark.parametrize(
    ("volume", "called"),
    [
        (MAP, "ConfigMap"),
        (projected({"configMap": {"name": "bot"}}, TOKEN), "ConfigMap"),
        (projected({"secret": {"name": "bot"}}), "Secret"),
        (VAULT, "CSI secret"),
    ],
)
@pytest.mark.parametrize(
    "main",
    [
        container("main", FOLDER, bot="/data/config", data="/data"),
        container("main", bot="/etc/bot/bot.toml", data="/data"),
    ],
    ids=["folder", "file"],
)
def test_that_what_surely_is_the_configuration_is_refused_beside_the_claim(
    volume: Json, called: str, main: Json
) -> None:
    said = refused(volume, CLAIM, main=main)
    assert said.startswith(f"pricer reads its configuration from the {called} volume bot,")


def test_that_secrets_of_a_vault_are_no_configuration_wherever_they_are() -> None:
    assert refused(VAULT, main=container(bot="/mnt/secrets-store")) == ""
    assert refused(VAULT, CLAIM, main=container("main", FOLDER, bot="/mnt/s", data="/data")) == ""
    other = {**VAULT, "csi": {"driver": "ebs.csi.aws.com"}}
    assert refused(other, main=container("main", FOLDER, bot="/data/config")) == ""


@pytest.mark.parametrize(
    ("volume", "at"),
    [
        (SECRET, "/run/secrets/traderadmin"),
        (SECRET, "/etc/ssl/private"),
        (projected(TOKEN, ROOTS), "/tokens"),
        (projected({"downwardAPI": {}}), "/etc/pod"),
    ],
)
def test_that_tokens_and_certificates_are_no_configuration(volume: Json, at: str) -> None:
    assert refused(volume, main=container(bot=at)) == ""


def test_that_a_service_that_is_told_to_look_elsewhere_does_not_read_a_config_map() -> None:
    assert refused(MAP, main=container("main", FOLDER, bot="/etc/bot")) == ""


def test_that_a_folder_that_only_the_pod_knows_says_nothing() -> None:
    folder = {**FOLDER, "value": "$(HOME)/config"}
    assert "ConfigMap volume bot" in refused(MAP, main=container("main", folder, bot="/etc/bot"))
    unknown = {"name": FOLDER["name"], "valueFrom": {"configMapKeyRef": {"name": "x", "key": "y"}}}
    assert "ConfigMap volume bot" in refused(MAP, main=container("main", unknown, bot="/etc/bot"))


def test_that_the_nearest_mount_is_the_one_that_is_read() -> None:
    beneath = container("main", FOLDER, bot="/data", data="/data/config")
    assert refused(MAP, CLAIM, main=beneath) == ""
    above = container("main", FOLDER, data="/data", bot="/data/config")
    assert "its configuration from the ConfigMap volume bot" in refused(MAP, CLAIM, main=above)


@pytest.mark.parametrize("env", [(), (FOLDER,)])
def test_that_what_an_init_container_makes_of_a_config_map_is_refused(env: tuple[Json]) -> None:
    render = container("render", bot="/in", scratch="/out")
    main = container("main", *env, scratch="/data/config")
    said = refused(MAP, SCRATCH, main=main, init=(render,))
    assert "from the ConfigMap volume bot through the init container render" in said


def test_that_it_is_refused_beside_a_claim_that_is_read_for_something_else() -> None:
    render = container("render", bot="/in", scratch="/out")
    main = container("main", FOLDER, scratch="/data/config", data="/data")
    assert "init container render" in refused(MAP, SCRATCH, CLAIM, main=main, init=(render,))


def test_that_an_init_container_may_use_a_config_map_for_what_is_its_own() -> None:
    waits = container("wait", bot="/scripts")
    main = container("main", data="/data")
    assert refused(MAP, CLAIM, main=main, init=(waits,)) == ""
    assert refused(MAP, main=container(), init=(waits,)) == ""


def test_that_an_init_container_may_bring_the_first_file_onto_the_claim() -> None:
    seed = container("seed", bot="/defaults/bot.toml", data="/data")
    assert refused(MAP, CLAIM, main=container("main", FOLDER, data="/data"), init=(seed,)) == ""


def test_that_a_copy_of_the_claim_s_file_is_no_config_map() -> None:
    copy = container("copy", data="/in", scratch="/out")
    add = container("add", bot="/in", scratch="/out")
    main = container("main", FOLDER, scratch="/data/config")
    assert refused(MAP, SCRATCH, CLAIM, main=main, init=(copy, add)) == ""
