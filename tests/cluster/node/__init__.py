"""A single real Kubernetes node on this machine, in namespaces of its own.

The node's processes live in a PID, a network and a mount namespace. So nothing they start, mount
or filter is seen by the rest of the machine, and all of it ends with the first process of the
PID namespace. What the kernel does not take back by itself (one folder, one control group) the
supervisor removes.
"""
