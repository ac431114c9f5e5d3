"""Builds that were asked for in JupyterLab: each in a process of its own, its state for every tab to see."""

from nb2svc.lab.builds.builds import Builds, BusyError
from nb2svc.lab.builds.orders import Orders

__all__ = ["Builds", "BusyError", "Orders"]
