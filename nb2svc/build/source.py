"""Reading a notebook's file: the edge before the compiler, which sees text only."""

from __future__ import annotations

import codecs
from pathlib import Path

from nb2svc.diagnostics import Nb2svcError, NotebookReadError

__all__ = ["read_source", "write_source"]

_SUFFIXES = (".ipynb", ".py")


def read_source(path: Path | str) -> str:
    """Return the text of a notebook's file.

    Raises:
        NotebookReadError: it is missing (the message names a notebook with a similar name, if any), a folder, empty,
            not text or not readable.
    """
    path = Path(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError as error:
        raise NotebookReadError(f"`{path}` does not exist{_similar(path)}") from error
    except IsADirectoryError as error:
        raise NotebookReadError(f"`{path}` is a folder{_notebooks_in(path)}") from error
    except UnicodeDecodeError as error:
        raise NotebookReadError(
            f"`{path}` is not a notebook: byte {error.start} ({error.object[error.start]:#04x}) is no text in UTF-8"
        ) from error
    except OSError as error:
        raise NotebookReadError(f"`{path}` cannot be read: {error.strerror or error}") from error
    if not text.strip():
        raise NotebookReadError(
            f"`{path}` is empty: a notebook that JupyterLab has saved is never empty. Save it again"
        )
    return text


def write_source(path: Path | str, text: str) -> None:
    """Replace a notebook's file at once: another program sees the old text or the new, never a part.

    Raises:
        Nb2svcError: the file cannot be written.
    """
    import secrets  # start-up: a check only reads
    import shutil

    path = Path(path).resolve()  # a link stays a link
    draft = path.with_name(f".{path.name}-{secrets.token_hex(4)}")
    try:
        mark = codecs.BOM_UTF8 if path.read_bytes().startswith(codecs.BOM_UTF8) else b""
        draft.write_bytes(mark + text.encode())
        shutil.copymode(path, draft)
        draft.replace(path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise Nb2svcError(f"`{path}` cannot be written: {error.strerror or error}") from error


def _similar(path: Path) -> str:
    from difflib import get_close_matches  # start-up: only who asks for a file that is not there needs it

    names = _notebook_names(path.parent)
    close = get_close_matches(path.name, names, n=1, cutoff=0.6)
    if close:
        return f"; did you mean `{path.with_name(close[0])}`?"
    return f". Notebooks in `{path.parent}`: {', '.join(names[:8])}" if names else ""


def _notebooks_in(folder: Path) -> str:
    names = _notebook_names(folder)
    return f": name a notebook in it, such as `{folder / names[0]}`" if names else " without a notebook in it"


def _notebook_names(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted(path.name for path in folder.iterdir() if path.suffix in _SUFFIXES and path.is_file())
