"""The operator's side of the config keeper: one session to it, kept, and typed questions.

Knows no Kubernetes: a `Transport` carries the bytes.
"""
