/** Asks what the names of one notebook stand for: when somebody wants to know it, and once for each text. */
import type { NotebookPanel } from '@jupyterlab/notebook';

import { cellsOf, questionOf } from '../editor/question.js';
import type { IChange, Server } from '../server/server.js';
import type { IExplanation } from './meanings.js';

export class Explanations {
  constructor(
    readonly panel: NotebookPanel,
    private readonly _server: Server
  ) {
    _server.changed.connect(this._forget, this);
    panel.disposed.connect(() => _server.changed.disconnect(this._forget, this));
  }

  /** Return what is known of the notebook as it stands there; nothing where it cannot be told, or has changed meanwhile. */
  async ask(): Promise<IExplanation | undefined> {
    const question = questionOf(this.panel);
    if (question === undefined) {
      return undefined;
    }
    const asked = cellsOf(question);
    if (asked !== this._asked) {
      this._asked = asked;
      this._answer = this._server.ask<IExplanation>('POST', 'explain', question).catch(() => {
        this._asked = ''; // the next one asks again
        return undefined;
      });
    }
    const answer = await this._answer;
    const now = questionOf(this.panel);
    return now !== undefined && cellsOf(now) === asked ? answer : undefined;
  }

  /** A build has found out more. */
  private _forget(_: Server, change: IChange): void {
    if (change.kind === 'build') {
      this._asked = '';
    }
  }

  private _answer: Promise<IExplanation | undefined> = Promise.resolve(undefined);
  private _asked = '';
}
