"""The node's certificates and kubeconfigs: one authority, made anew for every start."""

import base64
import json
from pathlib import Path

from tests.cluster.node.commands import run

_DAYS = "30"
_CONFIG = "[req]\ndistinguished_name = name\n[name]\n"
_KEY = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes")


class Authority:
    """A certificate authority in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700)
        self.folder = folder
        self.certificate = folder / "ca.crt"
        self._key = folder / "ca.key"
        self._config = folder / "openssl.cnf"
        self._config.write_text(_CONFIG)
        self._request(
            "/CN=traderadmin-test",
            *("-keyout", str(self._key), "-out", str(self.certificate)),
            *("-addext", "basicConstraints=critical,CA:TRUE"),
            *("-addext", "keyUsage=critical,keyCertSign,cRLSign"),
        )

    def issue(self, name: str, subject: str, alternatives: str = "") -> tuple[Path, Path]:
        """A certificate for server and client, and its key: `name.crt`, `name.key`.

        Args:
            name: the files' name.
            subject: such as "/O=system:masters/CN=admin".
            alternatives: openssl's subjectAltName, such as "IP:10.0.0.1,DNS:localhost".
        """
        certificate, key = self.folder / f"{name}.crt", self.folder / f"{name}.key"
        names = ("-addext", f"subjectAltName={alternatives}") if alternatives else ()
        self._request(
            subject,
            *("-CA", str(self.certificate), "-CAkey", str(self._key)),
            *("-keyout", str(key), "-out", str(certificate)),
            *("-addext", "basicConstraints=critical,CA:FALSE"),
            *("-addext", "keyUsage=critical,digitalSignature"),
            *("-addext", "extendedKeyUsage=serverAuth,clientAuth"),
            *names,
        )
        return certificate, key

    def kubeconfig(self, path: Path, server: str, user: str, subject: str) -> Path:
        """Write a kubeconfig that carries all it needs in itself."""
        certificate, key = self.issue(user, subject)
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [
                {
                    "name": "test",
                    "cluster": {
                        "server": server,
                        "certificate-authority-data": _encoded(self.certificate),
                    },
                }
            ],
            "users": [
                {
                    "name": user,
                    "user": {
                        "client-certificate-data": _encoded(certificate),
                        "client-key-data": _encoded(key),
                    },
                }
            ],
            "contexts": [{"name": "test", "context": {"cluster": "test", "user": user}}],
            "current-context": "test",
        }
        path.touch(mode=0o600)
        path.write_text(json.dumps(config, indent=2) + "\n")
        return path

    def _request(self, subject: str, *more: str) -> None:
        common = ("-x509", "-sha256", "-days", _DAYS, "-subj", subject, "-config", self._config)
        run("openssl", "req", *common, *_KEY, *more)


def _encoded(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()
