"""A bundle is loaded only when it is what its manifest says."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest
from bundles import rehash, write_churn

from nb2svc.diagnostics import BundleError
from nb2svc.manifest import encode_manifest
from nb2svc.runtime import load_bundle
from nb2svc.runtime.loading.bundle import read_bundle, read_golden


def test_a_sound_bundle_is_read(churn):
    """Manifest and golden rows come back as they were written."""
    bundle = read_bundle(churn.folder)
    assert bundle.manifest == churn.manifest
    assert list(read_golden(bundle).rows) == churn.rows


def test_every_fault_is_named(own_churn):
    """Changed, missing and added files are all listed, with both hashes for a changed one."""
    folder, manifest = own_churn.folder, own_churn.manifest
    changed, missing = "churn/predict.py", "state/NUM.json"
    (folder / changed).write_text("import os")
    (folder / missing).unlink()
    (folder / "churn" / "extra.py").write_text("")
    with pytest.raises(BundleError) as caught:
        read_bundle(folder)
    text = str(caught.value)
    assert f"{changed}: sha256 is " in text
    assert f"expected {manifest.files[changed]}" in text
    assert f"{missing}: is missing" in text
    assert "churn/extra.py: is not listed in the manifest" in text
    assert "build it again" in text


def test_nothing_is_run_of_a_bundle_that_was_changed(own_churn):
    """A changed module is not imported, so its code never runs."""
    (own_churn.folder / "churn" / "predict.py").write_text("raise SystemExit('run')")
    with pytest.raises(BundleError, match="nothing of it is loaded"):
        load_bundle(own_churn.folder)


@pytest.mark.parametrize("name", ["../outside", "/etc/hostname"])
def test_a_manifest_cannot_point_outside(own_churn, name):
    """Every file belongs to the bundle."""
    manifest = replace(own_churn.manifest, files={name: "0" * 64})
    (own_churn.folder / "manifest.json").write_bytes(encode_manifest(manifest))
    with pytest.raises(BundleError, match="lies outside the bundle"):
        read_bundle(own_churn.folder)


def test_what_is_no_bundle_says_so(tmp_path):
    """No folder, no manifest, a broken manifest: each has its own words."""
    with pytest.raises(BundleError, match="there is no such folder"):
        read_bundle(tmp_path / "none")
    with pytest.raises(BundleError, match=r"it has no manifest\.json"):
        read_bundle(tmp_path)
    (tmp_path / "manifest.json").write_text("{")
    with pytest.raises(BundleError, match="cannot be understood: not a manifest"):
        read_bundle(tmp_path)


def test_two_versions_live_in_one_process(churn, tmp_path):
    """Each answers with its own code and state, and neither stays importable."""
    other = write_churn(tmp_path / "8", number=8, threshold=0.01)
    seven, eight = load_bundle(churn.folder), load_bundle(other.folder)
    decisions = [[answer["will_churn"] for answer in version.predict(churn.rows)] for version in (seven, eight)]
    assert decisions[0] == [answer["will_churn"] for answer in churn.answers]
    assert decisions[1] == [answer["will_churn"] for answer in other.answers] != decisions[0]
    assert not [name for name in sys.modules if name.split(".")[0] == "churn"]


def test_a_package_of_the_same_name_stays_itself(churn, tmp_path, monkeypatch):
    """Loading a service called like an imported module does not replace it."""
    (tmp_path / "churn.py").write_text("kept = True")
    monkeypatch.syspath_prepend(tmp_path)
    import churn as mine

    load_bundle(churn.folder)
    assert sys.modules["churn"] is mine
    monkeypatch.delitem(sys.modules, "churn")


def test_loading_leaves_no_trace_in_the_bundle(own_churn):
    """A bundle is immutable: no compiled files appear in it, and stale ones are not read."""
    before = sorted(own_churn.folder.rglob("*"))
    load_bundle(own_churn.folder).predict(own_churn.rows)
    assert sorted(own_churn.folder.rglob("*")) == before


def test_another_major_version_is_refused(own_churn):
    """State of another scikit-learn is not trusted to load."""
    manifest = replace(own_churn.manifest, environment={"scikit-learn": "0.24.2"})
    rehash(own_churn.folder, manifest)
    with pytest.raises(BundleError, match=r"churn@7 was built with scikit-learn 0.24.2, and this is scikit-learn 1"):
        load_bundle(own_churn.folder)


def test_another_minor_version_is_logged(own_churn, caplog):
    """The service starts, and the log says that no one has checked its answers here."""
    rehash(own_churn.folder, replace(own_churn.manifest, environment={"python": "3.99.0"}))
    load_bundle(own_churn.folder)
    assert "churn@7 was built with python 3.99.0" in caplog.text


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("import no_such_library", "`churn.library` needs `no_such_library`, which is not installed: pip install"),
        ("1 / 0", "`churn.library` cannot be imported: ZeroDivisionError"),
    ],
)
def test_a_package_that_cannot_be_imported_says_why(own_churn, source, message):
    """The module and the reason are named."""
    (own_churn.folder / "churn" / "library.py").write_text(source)
    rehash(own_churn.folder, own_churn.manifest)
    with pytest.raises(BundleError, match=message):
        load_bundle(own_churn.folder)
