"""`pytest --nb2svc` in a user's repository, really run."""

import json
import re

import nbformat
import pytest
from notebook_repo import cell, printed, run_pytest, small_cells, value, write_notebook

from nb2svc.regress.sharing import WholeNotebooks


@pytest.fixture(scope="module")
def repo(tmp_path_factory):
    """A repository whose notebook computes what is saved; read only."""
    folder = tmp_path_factory.mktemp("repo")
    write_notebook(folder / "notebooks" / "doubles.ipynb", small_cells())
    write_notebook(folder / "notebooks" / "sketch.ipynb", [cell("c1", "1 / 0")])
    return folder


def outcomes(done):
    """Return test -> outcome of a run with `-rA`."""
    return dict(
        reversed(line)
        for line in re.findall(r"^(PASSED|FAILED|SKIPPED|ERROR) (\S+?::.*?)(?: - .*)?$", done.stdout, re.MULTILINE)
    )


def test_a_notebook_that_computes_what_is_saved_passes(repo):
    """Each cell with outputs or without is a test; a notebook without tags is nobody's business."""
    done = run_pytest("--nb2svc", "-rA", "--junitxml=junit.xml", cwd=repo)
    assert done.returncode == 0, done.stdout
    parts = ["check", *(f"cell {number}" for number in range(2, 8))]
    assert outcomes(done) == {f"notebooks/doubles.ipynb::{part}": "PASSED" for part in parts}
    assert 'tests="7"' in (repo / "junit.xml").read_text()


def test_without_the_option_the_plugin_does_nothing(repo):
    """Who has nb2svc installed and other tests sees no difference."""
    names = ["nb2svc", "nb2svc.regress", "nb2svc.regress.plugin"]
    find = "import sys\nfound = sorted(name for name in sys.modules if name.startswith('nb2svc'))\n"
    (repo / "test_other.py").write_text(f"{find}def test_it(): assert found == {names}\n")
    done = run_pytest("-rA", cwd=repo)
    (repo / "test_other.py").unlink()
    assert outcomes(done) == {"test_other.py::test_it": "PASSED"}


def test_with_nbval_each_takes_its_own(repo):
    """A tagged notebook is run once, by us; one without tags is nbval's."""
    done = run_pytest("--nb2svc", "--nbval", "-rA", cwd=repo)
    found = outcomes(done)
    assert found["notebooks/doubles.ipynb::cell 5"] == "PASSED"
    assert found["notebooks/sketch.ipynb::Cell 0"] == "FAILED"
    assert len([name for name in found if "doubles" in name]) == 7


def test_one_cell_can_be_chosen(repo):
    """Those above it are run for what they leave behind: `--lf` and `-k` work."""
    done = run_pytest("--nb2svc", "-rA", "notebooks/doubles.ipynb::cell 5", cwd=repo)
    assert outcomes(done) == {"notebooks/doubles.ipynb::cell 5": "PASSED"}


def test_workers_share_no_notebook(repo):
    """With plain `-n 2`, too, where pytest-xdist would deal out the cells."""
    write_notebook(repo / "notebooks" / "second.ipynb", small_cells())
    done = run_pytest("--nb2svc", "-vv", "-n", "2", cwd=repo)
    (repo / "notebooks" / "second.ipynb").unlink()
    assert done.returncode == 0, done.stdout
    by_notebook = {}
    for worker, name in re.findall(r"^\[(gw\d)\] .* PASSED notebooks/(\w+)", done.stdout, re.MULTILINE):
        by_notebook.setdefault(name, set()).add(worker)
    assert [len(workers) for workers in by_notebook.values()] == [1, 1]


def test_other_tests_are_shared_out_as_before():
    """Each for itself, or by its group."""
    scope = object.__new__(WholeNotebooks)._split_scope
    assert scope("notebooks/churn.ipynb::cell 4") == scope("notebooks/churn.ipynb::check")
    assert scope("test_a.py::test_1") != scope("test_a.py::test_2")
    assert scope("test_a.py::test_1@files") == scope("test_b.py::test_2@files")


def changed(tmp_path, **by_id):
    """Write a repository in which cells are others: id -> cell."""
    cells = [by_id.get(each["id"], each) for each in small_cells()]
    return write_notebook(tmp_path / "doubles.ipynb", cells)


def failure(done, part):
    """Return the text about a part of the notebook."""
    end = r"(?=^[_=]{3,} |^-{10,} [a-z])"
    found = re.search(rf"^_+ {part} _+\n(.*?){end}", done.stdout, re.MULTILINE | re.DOTALL)
    assert found, done.stdout
    return found[1]


def test_a_number_is_held_to_its_tolerance(tmp_path):
    """Beyond it fails, within it does not, and a comment or an option may widen it."""
    source = "print(f'sum {sum(doubled):.6f}')"
    changed(tmp_path, show=cell("show", source, printed("sum 13.000100\n")))
    done = run_pytest("--nb2svc", cwd=tmp_path)
    assert done.returncode == 1
    assert failure(done, "cell 5") == (
        "doubles.ipynb:cell 5: a difference from the saved outputs\n"
        "  1 | print(f'sum {sum(doubled):.6f}')\n"
        "printed text, line 1:\n"
        "    was  sum 13.000100\n"
        "    now  sum 13.000000\n"
        "    13.000100 -> 13.000000, off by 0.0001 (7.7e-06 of it)\n"
        "hint: if it is right as it is now, `nb2svc test doubles.ipynb --update` saves it\n"
        "numbers may be off by 1e-06 of their value, and whole numbers not at all; "
        "`# nb2svc: rtol=0.02` in the cell allows 2 %\n"
    )
    assert run_pytest("--nb2svc", "--nb2svc-rtol=1e-4", cwd=tmp_path).returncode == 0
    changed(tmp_path, show=cell("show", f"# nb2svc: rtol=1e-4\n{source}", printed("sum 13.000100\n")))
    assert run_pytest("--nb2svc", cwd=tmp_path).returncode == 0
    changed(tmp_path, show=cell("show", source, printed("sum 13.00000001\n")))
    assert run_pytest("--nb2svc", cwd=tmp_path).returncode == 0


def test_a_changed_picture_fails_and_a_failing_cell_ends_its_notebook(tmp_path):
    """What comes after a cell that raises is not run: it would only fail for that reason."""
    cells = small_cells(height=40)
    cells[6] = cell("object", "doubled['x']")
    cells.append(cell("after", "len(doubled)", value(1, **{"text/plain": "3"})))
    write_notebook(tmp_path / "doubles.ipynb", cells)
    done = run_pytest("--nb2svc", "-rA", "--nb2svc-report=reports", "--nb2svc-json=facts.json", cwd=tmp_path)
    assert "picture: 6" in failure(done, "cell 6")
    text = failure(done, "cell 7")
    assert text.startswith(
        "doubles.ipynb:cell 7: the cell raises TypeError: list indices must be integers or slices, not str\n"
        "  1 | doubled['x']\n"
    )
    assert "----> 1 doubled['x']" in text
    assert "cell 7 did not come to its end" in done.stdout
    kept = nbformat.read(tmp_path / "reports" / "doubles.ipynb", as_version=4)
    assert kept.cells[6].outputs[0].ename == "TypeError"
    facts = json.loads((tmp_path / "facts.json").read_text())
    assert [fact["outcome"] for fact in facts] == ["passed"] * 5 + ["failed"] * 2 + ["skipped"]
    assert facts[5]["differences"][0]["where"] == "picture"


def test_a_kernel_that_dies_is_told_at_once(tmp_path):
    """Not after the time limit of a cell."""
    changed(tmp_path, show=cell("show", "import os, signal\nos.kill(os.getpid(), signal.SIGKILL)"))
    done = run_pytest("--nb2svc", cwd=tmp_path)
    assert failure(done, "cell 5") == (
        "doubles.ipynb:cell 5: the kernel died while the cell was running: "
        "out of memory, killed, or crashed in compiled code\n"
        "  1 | import os, signal\n"
        "  2 | os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    assert "1 failed, 4 passed, 2 skipped" in done.stdout


def test_a_cell_that_takes_too_long_is_told(tmp_path):
    """With the option that gives it more time."""
    changed(tmp_path, show=cell("show", "import time\ntime.sleep(60)"))
    done = run_pytest("--nb2svc", "--nbval-cell-timeout=2", cwd=tmp_path)
    text = failure(done, "cell 5")
    assert text.startswith("doubles.ipynb:cell 5: the cell takes longer than 2 s (`--nbval-cell-timeout`)\n")
    assert "1 failed, 4 passed, 2 skipped" in done.stdout


def test_a_notebook_that_no_longer_compiles_fails(tmp_path):
    """As `nb2svc check` says it."""
    changed(tmp_path, predict=cell("predict", "doubled = [factro * row for row in rows]", tags=["predict"]))
    done = run_pytest("--nb2svc", cwd=tmp_path)
    text = failure(done, "check")
    assert text.startswith(
        "doubles.ipynb no longer becomes a service\ndoubles.ipynb:cell 4:1:12: error[NB203 undefined-name]"
    )


def stripped():
    """Return cells as tools leave them that strip outputs before a commit."""
    cells = small_cells()
    for each in cells[1:]:
        each.outputs, each.execution_count = [], None
    return cells


def test_a_notebook_without_saved_outputs_does_not_pass(tmp_path):
    """Nothing is compared, and that is no success."""
    write_notebook(tmp_path / "doubles.ipynb", stripped())
    done = run_pytest("--nb2svc", cwd=tmp_path)
    assert "1 failed, 7 passed" in done.stdout
    assert (
        "doubles.ipynb` has no saved outputs: its cells are run, and nothing is compared\n"
        "hint: `nb2svc test doubles.ipynb --update` saves them; commit the file" in done.stdout
    )


def test_outputs_without_execution_counts_are_compared(tmp_path):
    """Tools strip the counts, which change with every run, and keep the outputs."""
    cells = small_cells()
    for each in cells[1:]:
        each.execution_count = None
    write_notebook(tmp_path / "doubles.ipynb", cells)
    assert run_pytest("--nb2svc", cwd=tmp_path).returncode == 0


def test_update_saves_what_differs_and_nothing_else(tmp_path):
    """Ids, metadata, counts and outputs that are near enough stay; a second run changes nothing."""
    path = changed(tmp_path, show=cell("show", "print(sum(doubled))", printed("sum 1.0\n"), count=7))
    before = nbformat.read(path, as_version=4)
    done = run_pytest("--nb2svc", "--nb2svc-update", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "doubles.ipynb: outputs of 1 cell updated" in done.stdout
    after = nbformat.read(path, as_version=4)
    assert after.cells[4].outputs == [printed("13.0\n")]
    assert after.cells[4].execution_count == 7
    after.cells[4].outputs = before.cells[4].outputs
    assert after == before
    text = path.read_bytes()
    assert "nothing is changed" in run_pytest("--nb2svc", "--nb2svc-update", cwd=tmp_path).stdout
    assert path.read_bytes() == text


def test_update_of_a_notebook_that_fails_changes_nothing(tmp_path):
    """Half of a run is no result."""
    path = changed(tmp_path, show=cell("show", "1.5", printed("x")), object=cell("object", "1 / 0"))
    text = path.read_bytes()
    done = run_pytest("--nb2svc", "--nb2svc-update", cwd=tmp_path)
    assert failure(done, "cell 7").rstrip().endswith("nothing of this notebook is updated")
    assert "nothing is changed" in done.stdout
    assert path.read_bytes() == text


def test_update_is_refused_in_ci(tmp_path):
    """A run that nobody sees accepts nothing."""
    changed(tmp_path)
    done = run_pytest("--nb2svc", "--nb2svc-update", cwd=tmp_path, ci=True)
    assert done.returncode == 4
    assert done.stderr == (
        "ERROR: --nb2svc-update is refused where CI is set: a run that nobody sees accepts nothing. Run "
        "`nb2svc test --update` on your own machine, look at the change, and commit it\n\n"
    )


def test_parameters_have_outputs_of_their_own(tmp_path):
    """They are written into a copy, and compared with a file beside the notebook that `--update` makes."""
    path = changed(tmp_path)
    text = path.read_bytes()
    (tmp_path / "pyproject.toml").write_text('[tool.nb2svc.test."doubles.ipynb"]\nparameters = { factor = 3 }\n')
    done = run_pytest("--nb2svc", cwd=tmp_path)
    assert (
        "there are no outputs of `doubles.ipynb` with factor=3.0: "
        "`.nb2svc/doubles.factor=3.0.ipynb` beside it would hold them\n"
        "hint: `nb2svc test doubles.ipynb --update` saves them; commit the file" in done.stdout
    )
    assert "1 failed, 7 passed" in done.stdout
    assert run_pytest("--nb2svc", "--nb2svc-update", cwd=tmp_path).returncode == 0
    kept = nbformat.read(tmp_path / ".nb2svc" / "doubles.factor=3.0.ipynb", as_version=4)
    assert kept.cells[1].source == "factor: float = 3.0"
    assert kept.cells[4].outputs == [printed("sum 6.500000 of 3 rows\n")]
    assert kept.metadata.nb2svc == {"parameters": {"factor": 3.0}}
    assert path.read_bytes() == text
    assert run_pytest("--nb2svc", cwd=tmp_path).returncode == 0
    kept.cells[4].outputs = [printed("sum 6.6 of 3 rows\n")]
    nbformat.write(kept, tmp_path / ".nb2svc" / "doubles.factor=3.0.ipynb")
    assert "6.6 -> 6.500000, off by 0.1 (1.5 %)" in failure(run_pytest("--nb2svc", cwd=tmp_path), "cell 5")
    assert run_pytest("--nb2svc", "--nb2svc-parameter=factor=2.0", cwd=tmp_path).returncode == 1


REFUSED = {
    "an unknown parameter": (
        '[tool.nb2svc.test."doubles.ipynb"]\nparameters = { factro = 3 }\n',
        "error[NB104 invalid-parameter]: the notebook has no parameter `factro`\nhint: did you mean `factor`?",
    ),
    "an unknown setting": (
        "[tool.nb2svc.test]\ntolerance = 3\n",
        "ERROR: [tool.nb2svc.test]: there is no setting `tolerance`; there are `rtol`, `atol`, `picture`",
    ),
    "a notebook that is gone": (
        '[tool.nb2svc.test."triples.ipynb"]\nrtol = 1e-3\n',
        'ERROR: [tool.nb2svc.test."triples.ipynb"]: there is no notebook `triples.ipynb` in `',
    ),
    "a tolerance that is none": (
        '[tool.nb2svc.test]\nrtol = "much"\n',
        "ERROR: [tool.nb2svc.test]: `rtol` is a number from 0 on, such as `rtol=0.001`; found `much`",
    ),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED)
def test_settings_that_say_nothing_are_refused(tmp_path, text, message):
    """A misspelt one would have no effect, and nobody would know."""
    changed(tmp_path)
    (tmp_path / "pyproject.toml").write_text(text)
    done = run_pytest("--nb2svc", cwd=tmp_path)
    assert done.returncode in {1, 2, 4}
    assert message in done.stdout + done.stderr


def test_a_file_that_is_no_notebook_is_told(tmp_path):
    """Left in the middle of a merge, say: else it would be passed over."""
    changed(tmp_path).write_text("<<<<<<< HEAD\n{}")
    done = run_pytest("--nb2svc", cwd=tmp_path)
    assert done.returncode == 2
    assert "`doubles.ipynb` is no notebook: Notebook does not appear to be JSON" in done.stdout


def test_markers_of_nbval_work(tmp_path):
    """Who knows nbval finds its tags and comments, and its file of what is replaced."""
    changed(
        tmp_path,
        show=cell("show", "# NBVAL_IGNORE_OUTPUT\nimport random\nrandom.random()", value(1, **{"text/plain": "0.5"})),
        draw=cell("draw", "1 / 0", tags=["nbval-skip"]),
        object=cell("object", "print('run 8127')", printed("run 3364")),
    )
    (tmp_path / "clean.cfg").write_text("[runs]\nregex: run \\d+\nreplace: run N\n")
    done = run_pytest("--nb2svc", "--nbval-sanitize-with=clean.cfg", cwd=tmp_path)
    assert "6 passed, 1 skipped" in done.stdout, done.stdout


def test_outputs_that_are_taken_back_are_gone(tmp_path):
    """As people draw while they train: `clear_output`, and displays that change."""
    source = (
        "from IPython.display import clear_output, display\n"
        "shown = display('epoch 0', display_id='progress')\n"
        "shown.update('epoch 9')\n"
        "print('first')\n"
        "clear_output(wait=True)\n"
        "print('last')\n"
        "changing = display('a', display_id='x')\n"
        "changing.update('b')"
    )
    shown = nbformat.v4.new_output("display_data", data={"text/plain": "'b'"})
    changed(tmp_path, show=cell("show", source, printed("last\n"), shown))
    done = run_pytest("--nb2svc", cwd=tmp_path)
    assert done.returncode == 0, done.stdout
