"""A store with small services to compose, published without running a notebook."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from unit.runtime.bundles import Written, write_plain
from unit.runtime.pipelines import write_enrich, write_risk

from nb2svc.manifest import Field, OutputField, RequestSchema
from nb2svc.store import Store, Version


def publish(store: Store, written: Written, *, lock: str = "", **changes: object) -> Version:
    """Publish a bundle that a test has written, with a lock file and other facts."""
    manifest = replace(written.manifest, **changes)
    with store.stage(manifest.service) as staged:
        shutil.copytree(written.folder, staged, dirs_exist_ok=True)
        (staged / "requirements.lock").write_text(lock)
        return store.publish(staged, manifest)


def publish_service(
    store: Store,
    service: str,
    fields: tuple[Field, ...],
    answers: tuple[OutputField, ...],
    predict: str = "return {}",
    rows: tuple[dict[str, object], ...] = (),
    *,
    independent: bool = True,
    lock: str = "",
) -> Version:
    """Publish a service of a frame, with the body of its `predict(df, state)`."""
    with tempfile.TemporaryDirectory() as folder:
        request = RequestSchema(name="df", input="frame", fields=fields)
        written = write_plain(
            Path(folder) / "bundle",
            request=request,
            predict=predict,
            response=answers,
            rows=list(rows),
            service=service,
            independent=independent,
        )
        return publish(store, written, lock=lock)


def make_store(root: Path) -> Store:
    """Return a store with `enrich`, which tells the zone of a city, and `risk`, which knows two areas."""
    store = Store(root)
    with tempfile.TemporaryDirectory() as folder:
        publish(store, write_enrich(Path(folder) / "enrich"))
        publish(store, write_risk(Path(folder) / "risk"))
    return store
