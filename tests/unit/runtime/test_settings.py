"""Settings come from the environment, and say what is wrong with it."""

from __future__ import annotations

import pytest

from nb2svc.diagnostics import Nb2svcError
from nb2svc.runtime.rates import Rate
from nb2svc.runtime.settings import Settings, read_settings


def test_every_setting_says_what_it_sets():
    """One line each: the README's table is made of them."""
    assert [name for name, field in Settings.model_fields.items() if not field.description] == []


def test_settings_come_from_the_environment(monkeypatch):
    """Numbers, lists with commas, rates."""
    monkeypatch.setenv("NB2SVC_MAX_ROWS", "12")
    monkeypatch.setenv("NB2SVC_LOG_LEAVE_OUT", "name, email")
    monkeypatch.setenv("NB2SVC_RATE", "50/s")
    settings = read_settings(predict_threads=2)
    assert settings.max_rows == 12
    assert settings.log_leave_out == ("name", "email")
    assert settings.rate == Rate(count=50, seconds=1)
    assert settings.predict_threads == 2


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("NB2SVC_MAX_ROWS", "many", "NB2SVC_MAX_ROWS: .*valid integer"),
        ("NB2SVC_RATE", "fast", "NB2SVC_RATE: .*`fast` is no rate: write `50/s`"),
        ("NB2SVC_REQUEST_LOG", "yaml", "NB2SVC_REQUEST_LOG: .*'none', 'text' or 'json'"),
    ],
)
def test_a_value_that_cannot_be_is_told_by_its_variable(monkeypatch, variable, value, said):
    """An operator reads the variable that is wrong, not a traceback."""
    monkeypatch.setenv(variable, value)
    with pytest.raises(Nb2svcError, match=said):
        read_settings()


def test_a_secret_never_stands_in_a_text(monkeypatch):
    """Settings are printed and logged by people who look for a fault."""
    monkeypatch.setenv("NB2SVC_JWT_SECRET", "swordfish")
    assert "swordfish" not in repr(read_settings())
    assert "swordfish" not in str(read_settings().model_dump())
