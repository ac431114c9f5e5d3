"""How the panel looks: JupyterLab's own colours where they are, VS Code's, or what the page has."""

from __future__ import annotations

from typing import Final

__all__ = ["STYLE"]

STYLE: Final = """<style>
.nb2svc-Widget {
  --nb2svc-text: var(--jp-content-font-color1, var(--vscode-editor-foreground, inherit));
  --nb2svc-quiet: var(--jp-content-font-color2, var(--vscode-descriptionForeground, inherit));
  --nb2svc-line: var(--jp-border-color2, var(--vscode-panel-border, #8884));
  --nb2svc-error: var(--jp-error-color1, var(--vscode-errorForeground, #c62828));
  color: var(--nb2svc-text);
  border: 1px solid var(--nb2svc-line);
  border-radius: 4px;
  padding: 8px 12px;
}
.nb2svc-Widget .widget-html-content, .nb2svc-Widget .widget-label, .nb2svc-Widget .widget-checkbox {
  color: var(--nb2svc-text);
  line-height: 1.5;
  white-space: normal;
}
.nb2svc-Widget .nb2svc-Heading { margin: 8px 0 2px; font-size: 1.05em; }
.nb2svc-Widget .nb2svc-Note, .nb2svc-Widget .nb2svc-Hint { color: var(--nb2svc-quiet); margin: 0; }
.nb2svc-Widget .nb2svc-List { margin: 2px 0; padding: 0; list-style: none; }
.nb2svc-Widget .nb2svc-error b, .nb2svc-Widget .nb2svc-Fault b { color: var(--nb2svc-error); }
.nb2svc-Widget .nb2svc-Output {
  max-height: 12em;
  overflow: auto;
  margin: 4px 0;
  padding: 4px 8px;
  border-left: 3px solid var(--nb2svc-line);
  color: var(--nb2svc-text);
  background: none;
  white-space: pre-wrap;
}
.nb2svc-Widget .nb2svc-Table { border-collapse: collapse; color: var(--nb2svc-text); }
.nb2svc-Widget .nb2svc-Table :is(th, td) {
  text-align: left;
  padding: 2px 12px 2px 0;
  border-bottom: 1px solid var(--nb2svc-line);
}
.nb2svc-Widget .nb2svc-Table td { overflow-wrap: break-word; }
.nb2svc-Widget .nb2svc-Table :is(th, td) + :is(th, td) { min-width: 7em; }
.nb2svc-Widget code { color: inherit; background: none; }
</style>"""
