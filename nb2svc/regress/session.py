"""A run of pytest with `--nb2svc`: which files it takes, who runs what, and what is told at its end."""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any, Final

import pytest

from nb2svc.diagnostics import MissingExtraError, Nb2svcError
from nb2svc.regress.facts import SOURCE, Facts
from nb2svc.regress.settings import Settings, read_settings
from nb2svc.regress.tagged import MANIFEST, is_generated, is_tagged
from nb2svc.regress.tolerance import KEYS

__all__ = ["begin"]

_NAME: Final = "nb2svc-session"
_SPLITTING: Final = ("load", "worksteal", "loadgroup")
"""Ways of pytest-xdist that give the tests of one file to several processes."""


def begin(config: pytest.Config) -> None:
    """Take part in a run.

    Raises:
        pytest.UsageError: packages are missing, or an option cannot be.
    """
    if importlib.util.find_spec("nbval") is None:
        raise pytest.UsageError(MissingExtraError("--nb2svc", "ci").message)
    if not hasattr(config.option, "nbval"):
        raise pytest.UsageError("--nb2svc needs the plugin nbval, which `-p no:nbval` or an environment variable bars")
    if config.getoption("nb2svc_update") and os.environ.get("CI"):
        raise pytest.UsageError(
            "--nb2svc-update is refused where CI is set: a run that nobody sees accepts nothing. Run "
            "`nb2svc test --update` on your own machine, look at the change, and commit it"
        )
    try:
        settings = _read_settings(config)
    except Nb2svcError as error:
        raise pytest.UsageError(error.message) from error
    config.pluginmanager.register(_Session(config, settings), _NAME)


def _read_settings(config: pytest.Config) -> Settings:
    given = {key: config.getoption(f"nb2svc_{key}") for key in KEYS}
    parameters = {}
    for text in config.getoption("nb2svc_parameter") or ():
        name, equals, value = text.partition("=")
        if not equals or not name.strip().isidentifier():
            raise Nb2svcError(f"`--nb2svc-parameter {text}` does not set a parameter: write `name=value`")
        parameters[name.strip()] = value
    given = {key: value for key, value in given.items() if value is not None}
    settings = read_settings(config.rootpath, given=given, parameters=parameters)
    settings.tolerance(config.rootpath)  # what holds for all is told once, not once for each notebook
    return settings


class _Session:
    """The hooks of one run."""

    def __init__(self, config: pytest.Config, settings: Settings) -> None:
        self.config = config
        self.settings = settings
        self._facts: list[Facts] = []

    @pytest.hookimpl(wrapper=True)
    def pytest_collect_file(self, file_path: Path, parent: pytest.Collector) -> Generator[None, list[Any], list[Any]]:
        """Take tagged notebooks, in place of nbval, and a version's manifest that is named as an argument."""
        found = yield
        from nb2svc.regress.files import NotebookFile  # nbval has to be imported by pytest first
        from nb2svc.regress.versions import VersionFile

        if file_path.suffix == ".ipynb":
            if is_generated(file_path):
                return [each for each in found if not _is_of_nbval(each)]
            if is_tagged(file_path):
                mine = NotebookFile.from_parent(parent, path=file_path, settings=self.settings)
                return [*(each for each in found if not _is_of_nbval(each)), mine]
        if file_path.name == MANIFEST and parent.session.isinitpath(file_path):
            return [*found, VersionFile.from_parent(parent, path=file_path, settings=self.settings)]
        return found

    @pytest.hookimpl(optionalhook=True, tryfirst=True)
    def pytest_xdist_make_scheduler(self, config: pytest.Config, log: Any) -> Any:
        """Give the cells of one notebook to one process, where pytest-xdist would share them out."""
        if config.getvalue("dist") not in _SPLITTING:
            return None
        from nb2svc.regress.sharing import WholeNotebooks  # it needs pytest-xdist, which is here

        return WholeNotebooks(config, log)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        """Put what was found beside the report, which travels from the processes of pytest-xdist."""
        report = yield
        facts = getattr(item, "facts", None)
        if facts is not None and report.when == "call":
            report.__dict__["nb2svc"] = facts
        return report

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note how a part ended."""
        facts: Facts | None = getattr(report, "nb2svc", None)
        if facts is not None:
            facts["outcome"] = report.outcome
            self._facts.append(facts)
        elif report.failed and report.nodeid.partition("::")[0].endswith((".ipynb", MANIFEST)):
            self._facts.append({"part": report.nodeid, "outcome": "failed", "message": report.longreprtext})

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note a notebook that cannot be read."""
        if report.failed:
            self._facts.append({"part": report.nodeid, "outcome": "failed", "message": report.longreprtext})

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Name the notebooks that were changed."""
        changed: dict[str, int] = {}
        for facts in self._facts:
            if facts.get("updated"):
                changed[facts["updated"]] = changed.get(facts["updated"], 0) + 1
        if self.config.getoption("nb2svc_update"):
            terminalreporter.section("saved outputs", sep="-")
            for path, cells in changed.items():
                terminalreporter.line(f"{path}: outputs of {cells} cell{'s' if cells > 1 else ''} updated")
            if not changed:
                terminalreporter.line("nothing is changed")

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Write what was found, once for all processes."""
        self._forget_updates_of_failures()
        path = self.config.getoption("nb2svc_json")
        if path and not hasattr(session.config, "workerinput"):
            Path(path).write_text(json.dumps(self._facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")

    def _forget_updates_of_failures(self) -> None:
        """Take back that cells are updated where another cell of their notebook failed: nothing was written."""
        failed = {f.get("name") for f in self._facts if f["part"] == SOURCE and f["outcome"] == "failed"}
        for facts in self._facts:
            if facts.get("name") in failed:
                facts.pop("updated", None)


def _is_of_nbval(collected: Any) -> bool:
    from nbval.plugin import IPyNbFile  # see pytest_collect_file

    return isinstance(collected, IPyNbFile)
