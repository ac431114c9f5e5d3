"""Versions of services on disk: publishing, numbering, names and aliases. The only code that writes bundles.

It does not know what is in a bundle beyond its manifest, and nothing of notebooks, kernels or servers.
"""

from nb2svc.store.errors import StoreError
from nb2svc.store.reference import Reference, parse_reference
from nb2svc.store.store import Store, Version, find_bundle, read_manifest
from nb2svc.store.traffic import Traffic

__all__ = ["Reference", "Store", "StoreError", "Traffic", "Version", "find_bundle", "parse_reference", "read_manifest"]
