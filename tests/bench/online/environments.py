"""A virtual environment for each peer, made once, with pinned versions.

Libraries that compute are pinned to those that the artefact was built with, so that every server computes the same.
"""

import re
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

__all__ = ["PEERS", "environment_of"]

PEERS = {
    "fastapi": ("fastapi==0.165.0", "uvicorn[standard]==0.54.0"),
    "litserve": ("litserve==0.2.19",),
    "bentoml": ("bentoml==1.4.40",),
    "mlflow": ("mlflow==3.17.2", "pyarrow<26"),
    "ray": ("ray[serve]==2.60.0",),
}
"""Environment -> what is installed beside what computes."""

COMPUTES = ("numpy", "pandas", "scipy", "scikit-learn", "joblib", "pyarrow")
ALWAYS = ("orjson==3.13.0",)


def environment_of(name: str, folder: Path) -> Path:
    """Return the folder of programs of a peer's environment, after making it where it is missing or out of date.

    Args:
        name: a key of `PEERS`.
        folder: where environments are kept.

    Raises:
        CalledProcessError: pip fails.
    """
    peer = PEERS[name]
    own = {re.split(r"[=<\[]", each)[0] for each in peer}  # a peer that cannot live with the pin has another one
    wanted = [*(f"{each}=={version(each)}" for each in COMPUTES if each not in own), *ALWAYS, *peer]
    home = folder / name
    stamp = home / "installed.txt"
    if not stamp.is_file() or stamp.read_text().split() != wanted:
        print(f"making the environment of {name}", flush=True)
        subprocess.run([sys.executable, "-m", "venv", "--clear", home], check=True)
        subprocess.run([home / "bin" / "pip", "install", "-q", "--no-compile", *wanted], check=True)
        stamp.write_text("\n".join(wanted))
    return home / "bin"
