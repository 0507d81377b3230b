"""The assistant that finds a Kubernetes target, checks it and saves it. It changes no cluster."""
