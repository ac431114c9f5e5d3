"""preprocess.py and predict.py: the live statements of the notebook, as one function each."""

from __future__ import annotations

import textwrap
from typing import Final

from nb2svc.compiler.backend.module import Imports, ModuleText, input_type, type_name
from nb2svc.compiler.backend.placeholders import placeholder_lines
from nb2svc.compiler.backend.plan_stages import Service
from nb2svc.compiler.backend.serve_statements import ServedStatements
from nb2svc.compiler.backend.source import Piece, write_call
from nb2svc.compiler.ir import Program
from nb2svc.compiler.passes.classify import Classified
from nb2svc.compiler.passes.literal_request import argument
from nb2svc.compiler.sites import Instrumented
from nb2svc.compiler.trace import Output, Trace
from nb2svc.manifest import Field

__all__ = ["StageEmitter"]

_WIDTH: Final = 110


class StageEmitter:
    """Writes the stage functions."""

    def __init__(
        self,
        program: Program,
        code: Instrumented,
        trace: Trace,
        classified: Classified,
        library: frozenset[str],
        package: str,
    ) -> None:
        self.program = program
        self.trace = trace
        self.classified = classified
        self.package = package
        self.moved = ServedStatements(program, code, trace, classified, library)

    def preprocess(self, service: Service) -> ModuleText:
        """Return preprocess.py."""
        request, features = self.classified.request, service.signatures[0].outputs
        imports = Imports()
        imports.add_member(".state", "State")
        pieces = self.moved.pieces(service.preprocess, imports)
        takes = type_name(input_type(request), self.package, imports)
        gives = [type_name(self._type(name), self.package, imports) for name in features]
        beside = imports.beside("preprocess")
        placeholders = placeholder_lines(self.classified, imports)
        module = ModuleText(
            "preprocess.py", self.program.notebook.path, "From raw rows to the features that the model was trained on."
        )
        module.add_imports(imports)
        module.blank(2)
        returns = gives[0] if len(gives) == 1 else f"tuple[{', '.join(gives)}]"
        module.add(f"def preprocess({request.name}: {takes}, state: State) -> {returns}:")
        module.add(self._docstring(features))
        for line in beside:
            module.add(line)
        for line in placeholders:
            module.add(f"    {line}")
        for piece in pieces:
            module.add_piece(piece, spaces=4)
        module.add(f"    return {', '.join(features)}")
        return module

    def predict(self, service: Service) -> ModuleText:
        """Return predict.py."""
        features = service.signatures[1].inputs
        imports = Imports()
        imports.add_member(".state", "State")
        pieces = self.moved.pieces(service.predict, imports)
        takes = ", ".join(f"{name}: {type_name(self._type(name), self.package, imports)}" for name in features)
        head = f"def predict({takes}, state: State) -> dict[str, object]:"
        said = f": one value for each row of {features[0]}"
        return self._answering("From features to the service's answer.", head, said, pieces, imports)

    def answer_request(self, service: Service) -> ModuleText:
        """Return predict.py of a service whose requests are arguments: all there is, from them to the answer."""
        imports = Imports()
        imports.add_member(".state", "State")
        pieces = self.moved.pieces(service.predict, imports)
        fields = self.classified.request.fields
        takes = [f"{argument(f.name)}: {_python_type(f)}" for f in fields]
        head = write_call("def predict", [*takes, "state: State"], " -> dict[str, object]:")
        return self._answering("From one request to the service's answer.", head, " for one request", pieces, imports)

    def _answering(self, about: str, head: str, said: str, pieces: list[Piece], imports: Imports) -> ModuleText:
        """Return a module whose function returns the answers."""
        beside = imports.beside("predict")
        module = ModuleText("predict.py", self.program.notebook.path, about)
        module.add_imports(imports)
        module.blank(2)
        module.add(head)
        answers = ", ".join(f"{f.name} ({_kind_word(f.kind)})" for o in self.classified.outputs for f in o.fields)
        module.add(f'    """Return {answers}{said}."""')
        for line in beside:
            module.add(line)
        for piece in pieces:
            module.add_piece(piece, spaces=4)
        entries = [entry for output in self.classified.outputs for entry in _answer_entries(output)]
        module.add(f"    return {{{', '.join(entries)}}}")
        return module

    def _docstring(self, features: tuple[str, ...]) -> str:
        request = self.classified.request
        first = f'    """Return {" and ".join(features)} for the rows of {request.name}, one output row per input row.'
        if request.input != "frame":
            return f'{first}"""'
        needed = [f.name for f in request.fields if f.required]
        missing = [f.name for f in request.fields if f.required and f.nullable]
        columns = "column" if len(needed) == 1 else "columns"
        lines = textwrap.wrap(f"{request.name} needs the {columns} {', '.join(needed)}.", _WIDTH)
        if missing:
            lines += textwrap.wrap(f"A value may be missing in {', '.join(missing)}.", _WIDTH)
        return "\n".join([first, "", *(f"    {line}" for line in lines), '    """'])

    def _type(self, name: str) -> str:
        """Return the type that the run saw under a name, where it was bound last on the way to the answer."""
        found = [
            kind
            for key, kind in self.trace.types.items()
            if key.endswith(f"|{name}") and key.split("|")[0] in self.classified.live
        ]
        return found[-1] if found else "object"


def _answer_entries(output: Output) -> list[str]:
    name = output.variable or "prediction"
    if output.is_frame:
        return [f'"{f.name}": {name}["{f.name}"]{output.only}' for f in output.fields]
    return [f'"{output.fields[0].name}": {name}{output.only}']


def _python_type(field: Field) -> str:
    """Return the annotation of an argument."""
    kinds = {"integer": "int", "number": "float", "boolean": "bool", "string": "str", "array": "list"}
    return kinds.get(field.kind, "object")


def _kind_word(kind: str) -> str:
    return {"integer": "int", "number": "float", "boolean": "bool", "string": "text"}.get(kind, kind)
