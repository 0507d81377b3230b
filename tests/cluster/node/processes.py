"""The processes of a node: how each is started."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.cluster.node import layout
from tests.cluster.node.layout import INSIDE, Layout
from tests.cluster.node.packages import CNI_PLUGINS

PAUSE_IMAGE = "localhost/traderadmin-pause:1"
KUBELET_CONFIG = "kubelet.json"
CONTAINERD_CONFIG = "containerd.toml"
_CNI = "cni"
_ETCD = "http://127.0.0.1:2379"

_here = Layout(INSIDE)


@dataclass(frozen=True, slots=True)
class Process:
    """One process; `user` is the numeric id it runs as."""

    name: str
    command: tuple[str, ...]
    user: int = 0


def foundation() -> Sequence[Process]:
    """What Kubernetes stands on."""
    etcd = (
        *("etcd", "--name=node", "--data-dir=/run/etcd", "--logger=zap", "--log-level=warn"),
        *(f"--listen-client-urls={_ETCD}", f"--advertise-client-urls={_ETCD}"),
        *("--listen-peer-urls=http://127.0.0.1:2380", "--snapshot-count=100000"),
    )
    containerd = ("containerd", "--config", str(INSIDE / CONTAINERD_CONFIG), "--log-level=warn")
    return Process("etcd", etcd), Process("containerd", containerd)


def api_server(address: str) -> Process:
    """The API server, with the admission and authorisation that clusters have in earnest."""
    pki = _here.pki
    options = (
        f"--advertise-address={address}",
        f"--secure-port={layout.API_PORT}",
        f"--etcd-servers={_ETCD}",
        f"--client-ca-file={pki}/ca.crt",
        f"--tls-cert-file={pki}/apiserver.crt",
        f"--tls-private-key-file={pki}/apiserver.key",
        f"--kubelet-client-certificate={pki}/admin.crt",
        f"--kubelet-client-key={pki}/admin.key",
        "--kubelet-preferred-address-types=InternalIP",
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction,PodSecurity",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={pki}/accounts.crt",
        f"--service-account-signing-key-file={pki}/accounts.key",
        f"--service-cluster-ip-range={layout.SERVICE_NETWORK}",
        "--profiling=false",
    )
    return Process("kube-apiserver", (str(_here.programs / "kube-apiserver"), *options))


def others(cgroup: str, address: str) -> Sequence[Process]:
    """What talks to the API server."""
    return (
        _controllers(),
        _component("kube-scheduler", "--leader-elect=false", "--profiling=false"),
        _component(
            "kubelet",
            f"--config={INSIDE / KUBELET_CONFIG}",
            f"--node-ip={address}",
            f"--hostname-override={layout.NODE_NAME}",
            f"--cgroup-root=/{cgroup}",
            "--v=1",
        ),
        _component(
            "kube-proxy",
            "--proxy-mode=nftables",
            f"--cluster-cidr={layout.POD_NETWORK}",
            f"--hostname-override={layout.NODE_NAME}",
            "--oom-score-adj=0",
            "--conntrack-max-per-core=0",
            "--conntrack-tcp-timeout-established=0s",
            "--conntrack-tcp-timeout-close-wait=0s",
        ),
    )


def _controllers() -> Process:
    """Makes volumes on demand below /tmp, too: as the user whose volumes they are."""
    pki = _here.pki
    return _component(
        "kube-controller-manager",
        f"--root-ca-file={pki}/ca.crt",
        f"--service-account-private-key-file={pki}/accounts.key",
        "--use-service-account-credentials=true",
        "--enable-hostpath-provisioner=true",
        "--leader-elect=false",
        "--kube-api-qps=200",
        "--kube-api-burst=400",
        "--cert-dir=/tmp/controllers",
        "--profiling=false",
        user=layout.SERVICES_UID,
    )


def _component(name: str, *options: str, user: int = 0) -> Process:
    kubeconfig = f"--kubeconfig={_here.component(name)}"
    return Process(name, (str(_here.programs / name), kubeconfig, *options), user)


def write_configs(root: Path) -> None:
    """Write the files that containerd, its network plugins and the kubelet read."""
    (root / CONTAINERD_CONFIG).write_text(_CONTAINERD)
    (root / KUBELET_CONFIG).write_text(json.dumps(_KUBELET, indent=2))
    (root / _CNI).mkdir()
    (root / _CNI / "10-pods.conflist").write_text(json.dumps(_PODS_NETWORK, indent=2))


_CONTAINERD = f"""\
version = 2
root = "/var/lib/containerd"
state = "/run/containerd"
disabled_plugins = [
    "io.containerd.snapshotter.v1.aufs",
    "io.containerd.snapshotter.v1.btrfs",
    "io.containerd.snapshotter.v1.devmapper",
    "io.containerd.snapshotter.v1.zfs",
    "io.containerd.tracing.processor.v1.otlp",
]

[grpc]
address = "{INSIDE}/containerd.sock"

[plugins."io.containerd.internal.v1.opt"]
path = "/var/lib/containerd-opt"

[plugins."io.containerd.grpc.v1.cri"]
sandbox_image = "{PAUSE_IMAGE}"
restrict_oom_score_adj = true  # root may lack the right to lower it

[plugins."io.containerd.grpc.v1.cri".cni]
bin_dir = "{CNI_PLUGINS}"
conf_dir = "{INSIDE / _CNI}"
"""

_PODS_NETWORK = {
    "cniVersion": "0.4.0",
    "name": "pods",
    "plugins": [
        {
            "type": "ptp",
            "ipam": {
                "type": "host-local",
                "ranges": [[{"subnet": layout.POD_NETWORK}]],
                "routes": [{"dst": "0.0.0.0/0"}],
                "dataDir": "/run/pod-addresses",
            },
        }
    ],
}

_KUBELET = {
    "apiVersion": "kubelet.config.k8s.io/v1beta1",
    "kind": "KubeletConfiguration",
    "authentication": {"x509": {"clientCAFile": f"{_here.pki}/ca.crt"}},
    "authorization": {"mode": "Webhook"},
    "cgroupDriver": "cgroupfs",
    "clusterDNS": [layout.DNS_SERVICE],
    "containerRuntimeEndpoint": f"unix://{_here.containerd_socket}",
    "evictionHard": {
        "imagefs.available": "0%",
        "nodefs.available": "0%",
        "nodefs.inodesFree": "0%",
    },
    "failSwapOn": False,
    "fileCheckFrequency": "0s",
    "imageGCHighThresholdPercent": 100,
    "kubeAPIBurst": 200,
    "kubeAPIQPS": 100,
    "localStorageCapacityIsolation": False,  # needs to know the disk below
    "maxPods": 200,
    "oomScoreAdj": 0,
    "registryPullQPS": 0,
    "resolvConf": f"{INSIDE}/resolv.conf",
    "serializeImagePulls": False,
    "volumePluginDir": "/var/lib/kubelet/plugins-of-others",
}
