"""The Kubernetes adapter of the port: services as Deployments, configuration on a PVC.

The only package that imports the Kubernetes client, and late: that takes up to a second, so
nothing here is imported before the window is painted.
"""
