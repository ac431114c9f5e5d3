"""Files that are read again when they change."""

from __future__ import annotations

import logging

import pytest

from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.access.live_file import LiveFile


def parse(content):
    if b"?" in content:
        raise ValueError("a question mark")
    return content.decode()


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "file"
    path.write_text("one")
    return path


def test_a_change_is_seen_after_a_moment(path):
    """Not at every request, but within a second."""
    file = LiveFile(path, parse, what="the file")
    assert (file.refresh(100.0), file.value) == (False, "one")
    path.write_text("two!")
    assert (file.refresh(100.1), file.value) == (False, "one")
    assert (file.refresh(101.0), file.value) == (True, "two!")
    assert (file.refresh(102.0), file.value) == (False, "two!")


def test_a_replaced_file_of_the_same_size_is_seen(path, tmp_path):
    """As editors and Kubernetes write: another file takes the place."""
    file = LiveFile(path, parse, what="the file")
    (tmp_path / "new").write_text("six")
    (tmp_path / "new").replace(path)
    assert (file.refresh(100.0), file.value) == (True, "six")


def test_damage_changes_nothing_and_is_logged_once(path, caplog):
    """The last good state holds, until there is a better one."""
    file = LiveFile(path, parse, what="the file")
    path.write_text("two?")
    with caplog.at_level(logging.ERROR):
        assert [file.refresh(100.0 + second) for second in range(3)] == [False] * 3
    assert [record.getMessage() for record in caplog.records] == [
        f"the file, {path}, is damaged: a question mark; what it said before still holds"
    ]
    assert file.value == "one"
    path.unlink()
    assert (file.refresh(200.0), file.value) == (False, "one")
    path.write_text("two")
    assert (file.refresh(300.0), file.value) == (True, "two")


def test_a_start_needs_a_good_file(path, tmp_path):
    """Nothing starts with a file that is damaged or missing; a file that may come later is waited for."""
    path.write_text("?")
    for optional in (False, True):
        with pytest.raises(Nb2svcError, match=r"the file, .* is damaged: a question mark"):
            LiveFile(path, parse, what="the file", optional=optional)
    with pytest.raises(Nb2svcError, match=r"the file, .* cannot be read: No such file"):
        LiveFile(tmp_path / "none", parse, what="the file")
    file = LiveFile(tmp_path / "none", parse, what="the file", optional=True)
    assert file.value is None
    (tmp_path / "none").write_text("there")
    assert (file.refresh(100.0), file.value) == (True, "there")
