"""Tests against a real Kubernetes cluster, and the single node they start where none is given."""
