/** Where a build of one notebook is ordered: what was entered for it, and what the server said to that. */
import type { NotebookPanel } from '@jupyterlab/notebook';
import { type ISignal, Signal } from '@lumino/signaling';

import { cellsOf, questionOf } from '../../editor/question.js';
import { changedOf, type IField, ofParameters, type Texts } from '../fields.js';
import { RefusedError, type Server } from '../../server/server.js';

/** One notebook's desk, for as long as the notebook is open. */
export class BuildDesk {
  constructor(
    private readonly _panel: NotebookPanel,
    private readonly _server: Server
  ) {
    _panel.disposed.connect(() => Signal.clearData(this));
  }

  /** Tells that there is something new to show. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** The parameters, as the notebook has them now. */
  get fields(): readonly IField[] {
    return this._fields;
  }

  /** What the service is called where nothing else was entered. */
  get service(): string {
    return this._service;
  }

  /** What was entered: parameters by `parameters.` and their name, and `name` of the service. */
  get entries(): Texts {
    return this._entries;
  }

  /** What is wrong with it. */
  get faults(): Texts {
    return this._faults;
  }

  /** Why the last order was refused, empty where it was not. */
  get refusal(): string {
    return this._refusal;
  }

  get isStarting(): boolean {
    return this._isStarting;
  }

  /** Codes of findings that are not to stop a build. */
  get allowed(): readonly string[] {
    return this._allowed;
  }

  /** Take in an entry. */
  enter(key: string, entry: string): void {
    this._entries = { ...this._entries, [key]: entry };
    this._faults = Object.fromEntries(Object.entries(this._faults).filter(([other]) => other !== key));
    this._changed.emit();
  }

  /** Let findings of a code stop builds, or not. */
  allow(code: string, isAllowed: boolean): void {
    const others = this._allowed.filter(each => each !== code);
    this._allowed = isAllowed ? [...others, code] : others;
    this._changed.emit();
  }

  /** Ask what can be entered for the notebook as it stands, unless that is known. */
  async refresh(): Promise<void> {
    const question = questionOf(this._panel);
    const asked = JSON.stringify(question);
    if (question === undefined || asked === this._asked) {
      return;
    }
    this._asked = asked;
    try {
      const form = await this._server.ask<{ service: string; fields: readonly IField[] }>('POST', 'form', question);
      if (asked === this._asked) {
        this._service = form.service;
        this._fields = form.fields;
        this._changed.emit();
      }
    } catch {
      this._asked = ''; // the findings say why it cannot be read; to be asked again
    }
  }

  /** Order a build of what stands in the editor. */
  async start(): Promise<void> {
    const question = questionOf(this._panel);
    if (question === undefined || this._isStarting) {
      return;
    }
    this._isStarting = true;
    this._refusal = '';
    this._faults = {};
    this._changed.emit();
    const { name, ...entered } = this._entries;
    const parameters = changedOf(this._fields, ofParameters(entered));
    try {
      const wish = { ...question, parameters, name: name?.trim() || null, allow: this._allowed };
      const { id } = await this._server.ask<{ readonly id: string }>('POST', 'builds', wish);
      this._started = { id, cells: cellsOf(question) };
    } catch (error) {
      this._faults = error instanceof RefusedError ? error.fields : {};
      this._refusal = error instanceof Error ? error.message : String(error);
    }
    this._isStarting = false;
    this._changed.emit();
  }

  /** Return the cells that a build was ordered of, as `cellsOf` has them; undefined where somebody else did, or long ago. */
  cellsOf(id: string): string | undefined {
    return this._started?.id === id ? this._started.cells : undefined;
  }

  /** Cancel a build. */
  async cancel(id: string): Promise<void> {
    try {
      await this._server.ask('DELETE', `builds/${id}`);
    } catch (error) {
      this._refusal = error instanceof Error ? error.message : String(error);
      this._changed.emit();
    }
  }

  private _allowed: readonly string[] = [];
  private _asked = '';
  private readonly _changed = new Signal<this, void>(this);
  private _entries: Texts = {};
  private _faults: Texts = {};
  private _fields: readonly IField[] = [];
  private _isStarting = false;
  private _refusal = '';
  private _service = '';
  private _started: { readonly id: string; readonly cells: string } | undefined;
}
