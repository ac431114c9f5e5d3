"""A generated module on its way to text: header, imports, blocks of user text with cell markers, and a line map."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

from nb2svc.compiler.backend.source import Piece
from nb2svc.compiler.margin import indent
from nb2svc.manifest import LineMapping, RequestSchema

__all__ = ["Imports", "ModuleText", "input_type", "type_name"]

_ALIASES = {"pandas": "pd", "numpy": "np"}
_INPUT_TYPES = {"frame": "pandas.DataFrame", "series": "pandas.Series", "array": "numpy.ndarray", "list": "list"}


@dataclass(slots=True)
class Imports:
    """The imports of a module, each once, in the customary order."""

    own: set[str] = field(default_factory=set)
    modules: set[tuple[str, str]] = field(default_factory=set)
    members: set[tuple[str, str, str]] = field(default_factory=set)

    def add_module(self, module: str, alias: str = "") -> None:
        """Add `import module as alias`."""
        self.modules.add((module, alias if alias != module else ""))

    def add_member(self, module: str, name: str, alias: str = "") -> None:
        """Add `from module import name as alias`; a module starting with a dot is one of the package."""
        self.members.add((module, name, alias if alias != name else ""))

    def beside(self, function: str) -> list[str]:
        """Return the line by which a stage function reaches a helper of its own name: `predict = library.predict`."""
        if (".library", function, "") not in self.members:
            return []
        self.members.remove((".library", function, ""))
        self.add_member(".", "library")
        return [f"    {function} = library.{function}"]

    def render(self) -> str:
        """Return the import block: standard library, others, the package's own."""
        groups: dict[int, list[tuple[int, str, str]]] = {0: [], 1: [], 2: []}
        for module, alias in self.modules:
            line = f"import {module}" + (f" as {alias}" if alias else "")
            groups[_group(module)].append((0, module, line))
        sources: dict[str, list[str]] = {}
        for module, name, alias in sorted(self.members):
            sources.setdefault(module, []).append(f"{name} as {alias}" if alias else name)
        for module, names in sources.items():
            groups[_group(module)].append((1, module, f"from {module} import {', '.join(names)}"))
        return "\n\n".join("\n".join(line for _, _, line in sorted(group)) for group in groups.values() if group)


def _group(module: str) -> int:
    if module.startswith("."):
        return 2
    return 0 if module.split(".", maxsplit=1)[0] in sys.stdlib_module_names else 1


def input_type(schema: RequestSchema) -> str:
    """Return the qualified type of the variable that holds the rows."""
    return "sklearn.utils.Bunch" if schema.entry else _INPUT_TYPES[schema.input]


def type_name(qualified: str, package: str, imports: Imports) -> str:
    """Return how an annotation names a type, after adding the import it needs; `Any` for what has no name.

    Args:
        qualified: `pandas.DataFrame`, `float`, `churn.library.Net`.
        package: import name of the generated package.
        imports: of the module that is being written.
    """
    module, _, name = qualified.rpartition(".")
    if not module:
        return qualified if qualified in {"int", "float", "str", "bool", "list", "dict", "tuple", "set"} else "object"
    if module == "numpy" and name.startswith(("float", "int", "bool", "str")):
        return {"f": "float", "i": "int", "b": "bool", "s": "str"}[name[0]]
    if module.startswith(f"{package}."):
        imports.add_member(module.removeprefix(package), name)
        return name
    if module in {"pandas", "numpy", "torch"}:
        alias = _ALIASES.get(module, module)
        imports.add_module(module, alias)
        return f"{alias}.{name}"
    if not all(part.isidentifier() for part in qualified.split(".")) or module.startswith("_"):
        return "object"
    imports.add_member(module, name)
    return name


def _is_apart(previous: Piece | None, piece: Piece) -> bool:
    """Whether the author left an empty line before a piece of the same cell."""
    if previous is None or previous.cell is None or previous.cell is not piece.cell:
        return False
    end = previous.line + previous.text.count("\n")
    written = previous.cell.python if previous.cell.origins else previous.cell.source
    between = written.split("\n")[end : max(end, piece.line - 1)]
    return any(not line.strip() for line in between)


class ModuleText:
    """Collects the lines of a module and remembers which cell each comes from."""

    def __init__(self, file: str, notebook: str, header: str, *, extra: str = "") -> None:
        self.file = file
        self.notebook = notebook
        self.lines: list[str] = [f'"""{header}', ""]
        if extra:
            self.lines += [*extra.split("\n"), ""]
        self.lines += [f"Generated from {notebook} by nb2svc: edit the notebook, not this file.", '"""']
        self.mappings: list[LineMapping] = []
        self._marked = ""
        self._previous: Piece | None = None

    def add_imports(self, imports: Imports) -> None:
        """Add the import block."""
        text = imports.render()
        if text:
            self.lines += ["", *text.split("\n")]

    def add(self, text: str) -> None:
        """Add lines that are not the user's."""
        self.lines += text.split("\n")

    def blank(self, count: int = 1) -> None:
        """Add empty lines and forget the cell marker."""
        self.lines += [""] * count
        self._marked = ""

    def add_piece(self, piece: Piece, *, spaces: int) -> None:
        """Add the user's text, with a marker where another cell begins."""
        assert piece.cell is not None
        if self._marked != piece.cell.id:
            self.lines.append(f"{' ' * spaces}# %% {piece.cell.path or self.notebook} #{piece.cell.id}")
            self._marked = piece.cell.id
        elif _is_apart(self._previous, piece):
            self.lines.append("")
        self._previous = piece
        text = indent(piece.text, spaces) if spaces else piece.text
        first = len(self.lines) + 1
        self.lines += text.split("\n")
        self.mappings.append(
            LineMapping(
                module=self.file,
                first=first,
                last=len(self.lines),
                cell=piece.cell.number,
                cell_id=piece.cell.id,
                cell_line=piece.cell.source_line(piece.line),
            )
        )

    def text(self) -> str:
        """Return the module."""
        return "\n".join(line.rstrip() if not line.strip() else line for line in self.lines) + "\n"
