/** The editors of a notebook's code cells, each as soon as it is there. */
import type { Cell } from '@jupyterlab/cells';
import type { CodeMirrorEditor } from '@jupyterlab/codemirror';
import type { NotebookPanel } from '@jupyterlab/notebook';

/** Call a function once for each editor of a code cell, now and as more of them come; cells far away have none yet. */
export function eachEditor(panel: NotebookPanel, act: (cell: Cell, editor: CodeMirrorEditor) => void): void {
  const seen = new WeakSet<object>();
  const meet = (cell: Cell) => {
    const editor = cell.isDisposed ? null : (cell.editor as CodeMirrorEditor | null);
    if (editor !== null && !seen.has(editor)) {
      seen.add(editor);
      act(cell, editor);
    }
  };
  const visit = () => {
    for (const cell of panel.content.widgets) {
      if (cell.model.type === 'code') {
        void cell.ready.then(() => meet(cell));
      }
    }
  };
  const watch = () => {
    panel.content.model?.cells.changed.connect(visit);
    visit();
  };
  panel.content.modelChanged.connect(watch);
  void panel.context.ready.then(watch);
}
