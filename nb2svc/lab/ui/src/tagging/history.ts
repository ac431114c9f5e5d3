/**
 * What was tagged last, so that it can be taken back: a notebook's own undo knows text and cells, and no metadata.
 */
import type { ICellModel } from '@jupyterlab/cells';

/** The tags of one cell before and after a step. */
export interface ITagChange {
  readonly cell: ICellModel;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

const LONGEST = 100;

/** The steps of one notebook, each a change of one or more cells. */
export class TagHistory {
  /** Remember a step. */
  push(step: readonly ITagChange[]): void {
    this._steps.push(step);
    this._steps.splice(0, this._steps.length - LONGEST);
  }

  /** Take the last step away and return it; undefined where there is none. */
  pop(): readonly ITagChange[] | undefined {
    return this._steps.pop();
  }

  /** Whether there is nothing to take back. */
  get isEmpty(): boolean {
    return this._steps.length === 0;
  }

  private readonly _steps: (readonly ITagChange[])[] = [];
}
