"""Findings that a person may allow."""

import pytest

from nb2svc.build.findings import raise_on_errors
from nb2svc.diagnostics import BuildError, Diagnostic, Report, Span


@pytest.fixture
def report() -> Report:
    """Two errors of one kind, another one, and a warning."""
    report = Report()
    for code in ("NB406", "NB406", "NB203", "NB216"):
        report.add(Diagnostic(code=code, message=f"finding {len(report.diagnostics)}", span=Span(path="a.ipynb")))
    return report


def test_an_error_says_what_can_be_allowed(report):
    """Where there is enough to go on with, the codes that stand in the way are named, once each."""
    with pytest.raises(BuildError) as error:
        raise_on_errors("a.ipynb", report, [])
    assert set(error.value.can_allow) == {"NB406", "NB203"}
    with pytest.raises(BuildError) as error:
        raise_on_errors("a.ipynb", report, ["NB406"])
    assert error.value.can_allow == ("NB203",)
    raise_on_errors("a.ipynb", report, ["NB406", "NB203"])


def test_where_there_is_nothing_to_go_on_with_nothing_can_be_allowed(report):
    """Allowing does not help where a build has nothing to publish, and that is not offered."""
    with pytest.raises(BuildError) as error:
        raise_on_errors("a.ipynb", report, ["NB406", "NB203"], can_go_on=False)
    assert error.value.can_allow == ()
