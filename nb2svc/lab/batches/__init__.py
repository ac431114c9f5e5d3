"""Batch runs that were asked for in JupyterLab: each in a process of its own, its end in the ledger as that of any."""

from nb2svc.lab.batches.batches import Batches
from nb2svc.lab.batches.orders import Orders, Wish, make_orders
from nb2svc.lab.batches.places import Places

__all__ = ["Batches", "Orders", "Places", "Wish", "make_orders"]
