/** A notebook as it is in the editor, saved or not, in the form in which the server is asked about it. */
import type * as nbformat from '@jupyterlab/nbformat';
import type { NotebookPanel } from '@jupyterlab/notebook';

/** A notebook and the path of its file. */
export interface IQuestion {
  readonly path: string;
  readonly notebook: nbformat.INotebookContent;
}

/** Return the notebook without outputs, which may be large and say nothing about the service; undefined before it is read. */
export function questionOf(panel: NotebookPanel): IQuestion | undefined {
  const model = panel.content.model;
  if (panel.isDisposed || model === null) {
    return undefined;
  }
  const cells = [...model.cells].map(cell => ({
    cell_type: cell.type,
    ...(model.nbformat > 4 || model.nbformatMinor > 4 ? { id: cell.sharedModel.getId() } : {}),
    metadata: cell.sharedModel.getMetadata(),
    source: cell.sharedModel.getSource(),
    ...(cell.type === 'code' ? { outputs: [], execution_count: null } : {})
  }));
  const notebook = {
    cells,
    metadata: model.sharedModel.getMetadata(),
    nbformat: model.nbformat,
    nbformat_minor: model.nbformatMinor
  };
  return { path: panel.context.localPath, notebook: notebook as unknown as nbformat.INotebookContent };
}

/** Return what a notebook says: its cells, without what a kernel or an editor has noted down beside them. */
export function cellsOf(question: IQuestion): string {
  return JSON.stringify(question.notebook.cells);
}
