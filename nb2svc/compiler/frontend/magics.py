"""Makes a cell valid Python without moving a line: magics and shell commands are masked or unwrapped.

Text in, text and masks out. What a magic means is in magic_meanings.py; where IPython's own parser has to find the
magics (assignments, continued lines, prompts) ipython_syntax.py asks it.
"""

from __future__ import annotations

import ast
import re
import warnings
from dataclasses import dataclass

from nb2svc.compiler.frontend.magic_meanings import Mask, mask_cell_magic, mask_line

__all__ = ["MaskedCell", "mask_magics"]

_CELL_MAGIC = re.compile(r"%%(?P<name>[^\W\d][\w.]*)(?P<line>.*)")
_ESCAPED_LINE = re.compile(r"(?P<indent>\s*)(?P<text>(?:%(?!%)\s*[^\W\d]|!|\?).*|[\w.]+\?\??\s*)")
# without any of these IPython changes nothing: escapes, prompts, a margin; a cell of Python 2 is just that
_MAY_BE_IPYTHON = re.compile(r"[%!?]|^\s*(?:[,;/]|>>>|\.\.\.|In \[)|\A\s*\n?[ \t]+\S", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class MaskedCell:
    """A cell as Python.

    Attributes:
        python: the masked text, with as many lines as the source; empty when the cell is broken.
        tree: its statements.
        masks: what was done to which lines.
        error: why the cell is not valid Python, or None.
    """

    python: str
    tree: ast.Module
    masks: tuple[Mask, ...] = ()
    error: SyntaxError | None = None


def mask_magics(source: str) -> MaskedCell:
    """Mask the magics of a cell line for line.

    `%%time` and the like keep the cell's body, `%time x = f()` keeps the statement; magics that only set up the
    notebook and installations become blank. Any other magic becomes the call that IPython makes of it, so that the
    names it binds are seen. `%%capture out` becomes a call too, followed by the body: it defines `out` without giving
    it a Python value.

    Args:
        source: the cell's text.
    """
    tree = _parse(source)
    if isinstance(tree, ast.Module):
        return MaskedCell(python=source, tree=tree)
    lines, masks = _mask_cell_magics(source.split("\n"))
    tree = _parse("\n".join(lines))
    if not isinstance(tree, ast.Module):
        masked = _mask_plain_lines(lines) if _MAY_BE_IPYTHON.search("\n".join(lines)) else (lines, [])
        if masked is None:
            # imported here: IPython takes longer to import than most notebooks to compile
            from nb2svc.compiler.frontend.ipython_syntax import mask_ipython_syntax

            masked = mask_ipython_syntax(lines)
        lines, line_masks = masked
        masks += line_masks
        tree = _parse("\n".join(lines))
    if not isinstance(tree, ast.Module):
        return MaskedCell(python="", tree=ast.Module(body=[], type_ignores=[]), masks=tuple(masks), error=tree)
    return MaskedCell(python="\n".join(lines), tree=tree, masks=tuple(masks))


def _parse(text: str) -> ast.Module | SyntaxError:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # "\d" in a user's text is no business of the compiler
            return ast.parse(text)
    except SyntaxError as error:
        return error
    except ValueError as error:  # a null byte
        return SyntaxError(str(error), ("", 1, 1, text.partition("\n")[0]))
    except (RecursionError, MemoryError):
        return SyntaxError("the expression is nested too deeply", ("", 1, 1, text.partition("\n")[0]))


def _mask_cell_magics(lines: list[str]) -> tuple[list[str], list[Mask]]:
    """Mask the `%%name` lines at the top; a magic that takes the whole cell swallows the lines below."""
    lines, masks = list(lines), []
    for index, text in enumerate(lines):
        if not text.strip():
            continue
        magic = _CELL_MAGIC.fullmatch(text)
        if magic is None or text.rstrip().endswith("?"):
            break
        body = "\n".join(lines[index + 1 :])
        mask = mask_cell_magic(magic["name"], magic["line"].strip(), body, line=index + 1, last_line=len(lines))
        masks.append(mask)
        lines[index] = mask.python
        if mask.end_line > mask.line:
            lines[index + 1 :] = [""] * (len(lines) - index - 1)
            break
    return lines, masks


def _mask_plain_lines(lines: list[str]) -> tuple[list[str], list[Mask]] | None:
    """Mask magics that have a line for themselves, or return None where IPython has to look.

    The lines that look like magics are replaced by `pass`. Only where the text then parses and every `pass` is a
    statement were they magics, and not part of a text or of an expression.
    """
    found = {index: match for index, line in enumerate(lines) if (match := _ESCAPED_LINE.fullmatch(line))}
    if not found or any(match["text"].endswith("\\") for match in found.values()):
        return None
    probe = [f"{found[index]['indent']}pass" if index in found else line for index, line in enumerate(lines)]
    tree = _parse("\n".join(probe))
    if not isinstance(tree, ast.Module):
        return None
    passes = {node.lineno - 1 for node in ast.walk(tree) if isinstance(node, ast.Pass)}
    if not passes.issuperset(found):
        return None
    masked, masks = list(lines), []
    for index, match in found.items():
        mask = mask_line(match["text"], indent=match["indent"], line=index + 1)
        masked[index] = mask.python
        masks.append(mask)
    return masked, masks
