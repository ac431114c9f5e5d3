"""From raw rows to the features that the model was trained on.

Generated from notebook.py by nb2svc: edit the notebook, not this file.
"""

import numpy as np
import pandas as pd

from .categories import only_binned, only_known
from .state import State


def preprocess(parcels: pd.DataFrame, state: State) -> pd.DataFrame:
    """Return X for the rows of parcels, one output row per input row.

    parcels needs the columns depot, carrier, zone, size, kg.
    """
    # %% notebook.py #codes
    parcels["carrier"] = parcels["carrier"].str.upper()
    parcels["carrier_code"] = np.searchsorted(state.carriers, only_known(parcels["carrier"].astype(object), state.carriers))
    parcels["depot_code"] = only_known(parcels["depot"].str.lower(), list(state.depot_no)).map(state.depot_no.get)
    parcels["zone_rank"] = parcels["zone"].replace(dict(zip(state.zones.index, range(len(state.zones)))))
    parcels["size_code"] = only_known(parcels["size"].str.upper(), state.sizes).astype(state.sizes).cat.codes
    # %% notebook.py #lookups
    parcels["kg_of_carrier"] = state.mean_kg.reindex(only_known(parcels["carrier"], state.mean_kg.index)).to_numpy()
    parcels["heavy_share"] = [state.heavy.get(d) for d in parcels["depot"]]
    parcels["kg_band"] = only_binned(pd.cut(parcels["kg"], state.edges, include_lowest=True, labels=False), parcels["kg"])
    parcels["carrier_seen"] = parcels["carrier"].apply(lambda c: state.seen.get(c, 0))
    X = parcels.drop(columns=["days", "depot", "carrier", "size", "zone"], errors="ignore")
    return X
