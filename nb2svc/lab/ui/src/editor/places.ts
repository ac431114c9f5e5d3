/** Brings a place of a notebook into view. */
import type { CodeMirrorEditor } from '@jupyterlab/codemirror';
import type { NotebookPanel } from '@jupyterlab/notebook';

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
