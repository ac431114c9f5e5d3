"""What a run imports of the notebook libraries, and what not."""

import subprocess
import sys


def test_nbformat_comes_without_the_grammars_of_urls():
    """They take over a second; notebooks are read and checked without them, and whoever wants them can have them."""
    code = (
        "import sys\n"
        "from nb2svc.build.lean_import import skip_url_grammars\n"
        "skip_url_grammars()\n"
        "import nbformat\n"
        "assert 'rfc3987_syntax' not in sys.modules\n"
        "nbformat.validate(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell('1')]))\n"
        "skip_url_grammars()\n"
        "try:\n    nbformat.validate({'nbformat': 4, 'cells': 5})\n"
        "except nbformat.ValidationError:\n    print('refused')\n"
    )
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "refused\n"
    )
