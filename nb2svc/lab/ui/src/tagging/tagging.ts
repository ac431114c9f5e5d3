/** Reads and writes the stages of a notebook's cells. The only file that changes a cell's metadata. */
import type { Cell, ICellModel } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';

import { TagHistory, type ITagChange } from './history.js';
import stages from './stages.json';
import { readTags, sameTags, stagesOf, withoutStages, withStage } from './tags.js';

/** All stages, in the compiler's order. */
export const STAGES: readonly string[] = stages;

const histories = new WeakMap<NotebookPanel, TagHistory>();

/** Return a cell's stages. */
export function cellStages(cell: ICellModel): string[] {
  return cell.type === 'code' ? stagesOf(readTags(cell.getMetadata('tags')), STAGES) : [];
}

/** Whether a cell can have stages: only code has. */
export function isTaggable(cell: Cell): boolean {
  return cell.model.type === 'code';
}

/** Return the code cells that are selected, and the active one. */
export function chosenCells(panel: NotebookPanel): Cell[] {
  const notebook = panel.content;
  return notebook.widgets.filter(cell => isTaggable(cell) && notebook.isSelectedOrActive(cell));
}

/** Whether nothing of a notebook can be saved, so that tagging it would be lost. */
export function isReadOnly(panel: NotebookPanel): boolean {
  return panel.context.contentsModel?.writable === false || panel.context.model.readOnly;
}

/** Set a stage on cells, or take it away where all of them have it. */
export function toggleStage(panel: NotebookPanel, cells: readonly Cell[], stage: string): void {
  const on = !cells.every(cell => cellStages(cell.model).includes(stage));
  change(panel, modelsOf(cells), tags => withStage(tags, stage, on));
}

/** Take all stages away from cells. */
export function removeStages(panel: NotebookPanel, cells: readonly Cell[]): void {
  change(panel, modelsOf(cells), tags => withoutStages(tags, STAGES));
}

/** Stages that cells are to have besides those that they have. */
export interface IStagesOf {
  readonly cell: ICellModel;
  readonly stages: readonly string[];
}

/** Give several cells stages in one step, which is taken back as one. */
export function addStages(panel: NotebookPanel, additions: readonly IStagesOf[]): void {
  const stagesFor = new Map(additions.map(each => [each.cell, each.stages]));
  change(panel, [...stagesFor.keys()], (tags, cell) =>
    (stagesFor.get(cell) ?? []).reduce<string[]>((all, stage) => withStage(all, stage, true), [...tags])
  );
}

/** Take the last change of tags back, where the cells still are as it left them. */
export function undoTags(panel: NotebookPanel): void {
  const present = new Set(panel.content.widgets.map(cell => cell.model));
  for (const { cell, before, after } of histories.get(panel)?.pop() ?? []) {
    if (present.has(cell) && sameTags(readTags(cell.getMetadata('tags')), after)) {
      write(cell, before);
    }
  }
}

/** Whether a notebook has a change of tags to take back. */
export function canUndoTags(panel: NotebookPanel): boolean {
  return histories.get(panel)?.isEmpty === false;
}

function modelsOf(cells: readonly Cell[]): ICellModel[] {
  return cells.map(cell => cell.model);
}

function change(
  panel: NotebookPanel,
  cells: readonly ICellModel[],
  edit: (tags: readonly string[], cell: ICellModel) => string[]
): void {
  if (isReadOnly(panel)) {
    return;
  }
  const step: ITagChange[] = [];
  for (const cell of cells) {
    const before = readTags(cell.getMetadata('tags'));
    const after = edit(before, cell);
    if (!sameTags(before, after)) {
      write(cell, after);
      step.push({ cell, before, after });
    }
  }
  if (step.length > 0) {
    const history = histories.get(panel) ?? new TagHistory();
    histories.set(panel, history);
    history.push(step);
  }
}

function write(cell: ICellModel, tags: readonly string[]): void {
  if (tags.length > 0) {
    cell.setMetadata('tags', [...tags]);
  } else {
    cell.deleteMetadata('tags');
  }
}
