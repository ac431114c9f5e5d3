/** Places of a notebook: brought into view, and where widgets of ours stand in a cell. */
import type { Cell } from '@jupyterlab/cells';
import type { CodeMirrorEditor } from '@jupyterlab/codemirror';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { PanelLayout, Widget } from '@lumino/widgets';

/** Go to a cell, counted from 0, and where it is given to a line in it, counted from 1. */
export async function goTo(panel: NotebookPanel, index: number, line = 0): Promise<void> {
  const notebook = panel.content;
  const cell = notebook.widgets[index];
  if (cell === undefined) {
    return;
  }
  notebook.activeCellIndex = index;
  notebook.deselectAll();
  await notebook.scrollToItem(index, 'center');
  await cell.ready;
  if (line > 0) {
    const editor = cell.editor as CodeMirrorEditor | null;
    editor?.setCursorPosition({ line: line - 1, column: 0 });
    editor?.focus();
  }
}

/** Put a widget into a cell, between its badges and its text. */
export function aboveInput(cell: Cell, widget: Widget): void {
  const layout = cell.layout as PanelLayout;
  layout.insertWidget(Math.max(0, layout.widgets.findIndex(each => each.hasClass('jp-Cell-inputWrapper'))), widget);
}
