"""`nb2svc.panel()`: what the side panel of JupyterLab shows, in a cell, where there is no side panel.

Made of ipywidgets alone, for Notebook 7, VS Code and Colab. What it says comes from the functions that answer
JupyterLab, `lab/facts`; builds and tries are child processes of the kernel, as they are of the server there.
"""

from __future__ import annotations

from nb2svc.lab.panel.panel import Panel, open_panel

__all__ = ["Panel", "open_panel"]
