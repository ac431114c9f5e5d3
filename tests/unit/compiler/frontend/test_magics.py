"""Masking magics: the text becomes Python, line for line."""

from __future__ import annotations

import subprocess
import sys

import pytest

from nb2svc.compiler.frontend.magics import mask_magics

CALL = "get_ipython().run_line_magic"


@pytest.mark.parametrize(
    "source",
    [
        "x = 1",
        "",
        "text = '''\n%time x\n!ls\n?\n'''",
        "x = (a\n% b)",
        "rate = 5\\\n%3",
        "r = await fetch(url)",
        "x = '\\d'",
    ],
)
def test_python_is_left_alone(source: str):
    """A cell that is valid Python stays as it is, also where a line starts like a magic."""
    masked = mask_magics(source)
    assert masked.error is None
    assert (masked.python, masked.masks) == (source, ())


@pytest.mark.parametrize(
    ("source", "python"),
    [
        ("%matplotlib inline\nx = 1", "\nx = 1"),
        ("%load_ext autoreload\n%autoreload 2", "\n"),
        ("if a:\n    %config X.y = 1", "if a:\n    pass"),
        ("%time x = f()", "x = f()"),
        ("for c in d:\n    %time d[c] = 1  # slow", "for c in d:\n    d[c] = 1  # slow"),
        ("%prun -s cumtime f(x)", "f(x)"),
        ("x = %time f()", "x = f()"),
        ("%%time\nx = 1", "\nx = 1"),
        ("\n%%time\n%%capture\nx = 1", "\n\n\nx = 1"),
        ("%%capture out --no-stderr\nx = 1", "get_ipython().run_cell_magic('capture', 'out --no-stderr', '')\nx = 1"),
        ("df?\nx = 1", "\nx = 1"),
        ("?df", ""),
        ("df.head??", ""),
        ("%timeit -n 3 f()", f"{CALL}('timeit', '-n 3 f()')"),
        ("x = %timeit -o f()", f"x = {CALL}('timeit', '-o f()')"),
        ("!ls {folder}", "get_ipython().system('ls {folder}')"),
        ("files = !ls data", "files = get_ipython().getoutput('ls data')"),
        ("a.b['c'] = !ls", "a.b['c'] = get_ipython().getoutput('ls')"),
        ("!!ls", "get_ipython().getoutput('ls')"),
        ("%sql select 1\nx = 1", f"{CALL}('sql', 'select 1')\nx = 1"),
        ("%time !ls", "get_ipython().system('ls')"),
        ("%%bash\nls\n\nls", "get_ipython().run_cell_magic('bash', '', 'ls\\n\\nls')\n\n\n"),
        ("x = !ls \\\n  -l\ny = 1", "x = get_ipython().getoutput('ls    -l')\n\ny = 1"),
        ("%sql select \\\n 1\ny = 1", f"{CALL}('sql', 'select   1')\n\ny = 1"),
        ("%cd ../data", 'import os; os.chdir("../data")'),
        ("%cd {folder}", f"{CALL}('cd', '{{folder}}')"),
        ("%env TZ=Asia/Seoul", 'import os; os.environ["TZ"] = "Asia/Seoul"'),
        ("%set_env MODE fast run", 'import os; os.environ["MODE"] = "fast run"'),
        ("%env\nx = 1", "\nx = 1"),
        ("%env HOME\nx = 1", "\nx = 1"),
        ("if a:\n    %cd data\nb", 'if a:\n    import os; os.chdir("data")\nb'),
        ("  x = 1\n  y = 2", "x = 1\ny = 2"),
        (">>> x = 1\n>>> y = 2", "x = 1\ny = 2"),
        ("In [1]: import os", "import os"),
        ("/f x y\nz = 1", "f(x, y)\nz = 1"),
        ("é = 'ü'; %time x", None),
        ("print 'a'", None),
        ("x = [", None),
    ],
)
def test_magics_become_python(source: str, python: str | None):
    """Each form of magic has its Python, on the same line; what is neither stays broken."""
    masked = mask_magics(source)
    if python is None:
        assert masked.error is not None
        assert masked.python == ""
        return
    assert masked.error is None
    assert masked.python == python
    assert masked.python.count("\n") == source.count("\n")


@pytest.mark.parametrize(
    "text",
    [
        "!pip install lightgbm", "%pip install -q x", "!pip3 install x", "!python -m pip install x",
        "!{sys.executable} -m pip install x", "%conda install y", "!conda install -y y", "! pip -q install z",
        "!apt-get install -y graphviz", "!/opt/bin/pip install x", "!uv pip install x",
    ],
)  # fmt: skip
def test_installations_are_recognised(text: str):
    """Installing packages is no statement, whatever tool does it."""
    masked = mask_magics(f"{text}\nx = 1")
    assert [mask.kind for mask in masked.masks] == ["install"]
    assert masked.python == "\nx = 1"


@pytest.mark.parametrize("text", ["!pip list", "!ls install", "%pip freeze", "!python train.py install"])
def test_other_commands_are_no_installations(text: str):
    """A command that only mentions installing is a command like any other."""
    assert [mask.kind for mask in mask_magics(text).masks] == ["opaque"]


def test_common_magics_do_not_need_ipython():
    """IPython is only imported for cells where its parser is needed: start-up stays quick."""
    script = (
        "import sys\n"
        "from nb2svc.compiler.frontend.magics import mask_magics\n"
        "mask_magics('%matplotlib inline\\n!pip install x\\n%time y = 1\\ndf?')\n"
        "assert 'IPython' not in sys.modules\n"
        "mask_magics('x = !ls')\n"
        "assert 'IPython' in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
