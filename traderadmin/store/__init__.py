"""The config directory on disk: atomic files, locks, backups, history, journal, halt, fence.

Standard library, `contract`, `errors` and `clock` only: it runs on the workstation for the local
target, and beside the volume for Kubernetes. POSIX only.
"""
