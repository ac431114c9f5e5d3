/** The stages that the server proposes for the cells of one notebook, until each is accepted or dismissed. */
import type { ICellModel } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { type ISignal, Signal } from '@lumino/signaling';

import { questionOf } from '../editor/question.js';
import type { Server } from '../server/server.js';
import { addStages, cellStages } from '../tagging/tagging.js';

/** A proposal, in the server's words. */
export interface IProposal {
  readonly cell: ICellModel;
  readonly stages: readonly string[];
  readonly why: string;
  /** The text that it is about. */
  readonly source: string;
}

export class Proposals {
  constructor(
    readonly panel: NotebookPanel,
    private readonly _server: Server
  ) {
    panel.disposed.connect(() => Signal.clearData(this));
  }

  /** Tells that there are others. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** Those that are still open, in the order of the cells. */
  get open(): readonly IProposal[] {
    const order = [...(this.panel.content.model?.cells ?? [])];
    return order.flatMap(cell => this._of.get(cell) ?? []);
  }

  /** Return the proposal for a cell, if there is one. */
  of(cell: ICellModel): IProposal | undefined {
    return this._of.get(cell);
  }

  /** Ask for proposals; throws what the server says where it has none to give. */
  async ask(): Promise<void> {
    const question = questionOf(this.panel);
    const cells = [...(this.panel.content.model?.cells ?? [])];
    if (question === undefined) {
      return;
    }
    const texts = cells.map(cell => cell.sharedModel.getSource());
    const answer = await this._server.ask<{ cell: number; stages: string[]; why: string }[]>('POST', 'suggest', question);
    this._of = new Map(
      answer.flatMap(({ cell: index, stages, why }) => {
        const cell = cells[index];
        return cell === undefined ? [] : [[cell, { cell, stages, why, source: texts[index] ?? '' }]];
      })
    );
    this.panel.content.model?.contentChanged.connect(this._prune, this);
    this._prune();
    this._changed.emit();
  }

  /** Tag cells as it is proposed; one step for all that are accepted together. */
  accept(proposals: readonly IProposal[]): void {
    addStages(this.panel, proposals);
    this._close(proposals);
  }

  dismiss(proposals: readonly IProposal[]): void {
    this._close(proposals);
  }

  /** A proposal goes with its cell, and when that is tagged or says something else. */
  private _prune(): void {
    const present = new Set(this.panel.content.model?.cells);
    this._close(
      [...this._of.values()].filter(
        ({ cell, source }) =>
          !present.has(cell) || cellStages(cell).length > 0 || cell.sharedModel.getSource() !== source
      )
    );
  }

  private _close(proposals: readonly IProposal[]): void {
    const closed = proposals.filter(({ cell }) => this._of.delete(cell));
    if (closed.length > 0) {
      this._changed.emit();
    }
  }

  private readonly _changed = new Signal<this, void>(this);
  private _of = new Map<ICellModel, IProposal>();
}
