"""Services that were started in JupyterLab to be tried: each a server process that ends with the Jupyter server."""

from nb2svc.lab.services.services import Service, Services

__all__ = ["Service", "Services"]
