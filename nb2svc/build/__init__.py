"""Runs a notebook once and makes a verified version of it. All input and output of a build is in this folder.

The folder itself can be called: `nb2svc.build(path)` is `nb2svc.build.build.build(path)`. Python binds an imported
folder under its name, so function and folder can share the name only by being one object.
"""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nb2svc.store import Version


class _CallableFolder(ModuleType):
    def __call__(self, path: Path | str, **options: Any) -> Version:
        """Run a notebook once, prove that its service answers the same, and publish the version.

        Args:
            path: an `.ipynb` file, a percent script (`.py`), or the declaration of a pipeline (`.toml`), whose steps
                are composed instead.
            **options: as `nb2svc.build.build.build` takes them: `name`, `parameters`, `store`, `allow`, `timeout`,
                `all_cells`, `hashes`, `state_from`, `on_progress`, `text`.

        Raises:
            MissingExtraError: the packages of the extra `build` are not installed.
            Nb2svcError: the notebook cannot become a service; its `diagnostics` say why and where.
        """
        from nb2svc.build.extras import require_build_extra  # when it is called: importing the folder stays quick

        require_build_extra("building a notebook")
        from nb2svc.build.build import build  # after the question: it imports what may be missing
        from nb2svc.build.pipelines.declaration import is_declaration

        if is_declaration(path):
            return _compose(Path(path), options)

        return build(path, **options)


def _compose(path: Path, options: dict[str, Any]) -> Version:
    """Build a pipeline; what is about running a notebook is refused."""
    from nb2svc.build.build import DEFAULT_STORE, DEFAULT_TIMEOUT  # see above
    from nb2svc.build.pipelines.build import build_pipeline
    from nb2svc.diagnostics import BuildError

    if options.pop("parameters", None):
        raise BuildError(f"`{path}` has no parameters: those of its steps were fixed when they were built")
    if options.pop("all_cells", False):
        raise BuildError(f"`{path}` has no cells: `--all-cells` goes with a notebook")
    if options.pop("text", None) is not None:
        raise BuildError(f"`{path}` is read from its file: it is no notebook")
    if options.pop("state_from", None):
        raise BuildError(f"`{path}` takes no statistics: `--state-from train` goes with a notebook")
    return build_pipeline(path, **{"store": DEFAULT_STORE, "timeout": DEFAULT_TIMEOUT, **options})


sys.modules[__name__].__class__ = _CallableFolder
