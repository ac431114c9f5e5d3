/** Asks what is wrong with a notebook while it is edited, and keeps the last answer that is about what stands there. */
import type { ICellModel } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { Debouncer } from '@lumino/polling';
import { type ISignal, Signal } from '@lumino/signaling';

import { cellsOf, questionOf } from '../editor/question.js';
import { AbsentError, RefusedError, type Server } from '../server/server.js';
import type { Settings } from '../settings/settings.js';
import { cellStages } from '../tagging/tagging.js';
import { type IFinding, type ILines, linesOf } from './findings.js';

/** How a notebook stands: not asked about (no stages, or not wanted), checked, refused with a reason, or without a server. */
export type State = 'idle' | 'off' | 'checked' | 'refused' | 'absent';

/** The part of the answer that is told here; the lines of cells begin with the position of the cell. */
interface IAnswer {
  readonly diagnostics: readonly IFinding[];
  readonly served: readonly (readonly [number, number, number])[];
  readonly unserved: readonly (readonly [number, number, number])[];
}

const NOTHING: IAnswer = { diagnostics: [], served: [], unserved: [] };
const RETRY = 5000; // ms, while the server is gone

/** Checks one notebook for as long as it is open. */
export class Checker {
  constructor(
    readonly panel: NotebookPanel,
    private readonly _server: Server,
    private readonly _settings: Settings
  ) {
    this._debouncer = this._makeDebouncer();
    _settings.changed.connect(this._adapt, this);
    panel.disposed.connect(this._stop, this);
    panel.content.modelChanged.connect(this._follow, this);
    void panel.context.ready.then(() => this._follow());
  }

  /** Tells that there is something new to show. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get state(): State {
    return this._state;
  }

  /** The findings of what stands in the editor, or stood there a moment ago, and what a build of the same has found. */
  get findings(): readonly IFinding[] {
    const known = new Set(this._answer.diagnostics.map(placeOf));
    const built = this._built?.cells === this._text ? this._built.findings : [];
    return [...this._answer.diagnostics, ...built.filter(finding => !known.has(placeOf(finding)))];
  }

  /** Take in what a build has found in cells, as `cellsOf` has them; it holds until they are edited. */
  tell(cells: string, findings: readonly IFinding[]): void {
    this._built = { cells, findings };
    this._changed.emit();
  }

  /** Whether any line would be part of a service. */
  get isServing(): boolean {
    return this._answer.served.length > 0;
  }

  /** What the server said when it refused to check. */
  get reason(): string {
    return this._reason;
  }

  /** The findings of a cell, wherever it has been moved to since. */
  findingsOf(cell: ICellModel): readonly IFinding[] {
    const index = this._cells.get(cell);
    return index === undefined ? [] : this.findings.filter(finding => finding.index === index);
  }

  /** Whether any line of a cell would be part of the service. */
  isServed(cell: ICellModel): boolean {
    return linesOf(this._cells.get(cell) ?? -1, this._answer.served).length > 0;
  }

  /** The lines of a cell that the service would do without. */
  unservedOf(cell: ICellModel): readonly ILines[] {
    return linesOf(this._cells.get(cell) ?? -1, this._answer.unserved);
  }

  private _makeDebouncer(): Debouncer<void, unknown> {
    return new Debouncer(() => this._check(), this._settings.values.checkDelay);
  }

  /** Take new settings on, at once. */
  private _adapt(): void {
    this._debouncer.dispose();
    this._debouncer = this._makeDebouncer();
    this._asked = '';
    this._ask();
  }

  private _follow(): void {
    this.panel.content.model?.contentChanged.disconnect(this._ask, this);
    this.panel.content.model?.contentChanged.connect(this._ask, this);
    this._ask();
  }

  private _ask(): void {
    if (!this.panel.isDisposed) {
      void this._debouncer.invoke().catch(() => undefined);
    }
  }

  private async _check(): Promise<void> {
    const question = questionOf(this.panel);
    if (question === undefined) {
      return;
    }
    const cells = [...(this.panel.content.model?.cells ?? [])];
    const asked = JSON.stringify(question);
    if (asked === this._asked && this._state !== 'absent') {
      // only outputs have changed, or a mark went with its text and the text is back
      this._changed.emit();
      return;
    }
    this._asked = asked;
    this._text = cellsOf(question);
    const isTagged = cells.some(cell => cellStages(cell).length > 0);
    if (!isTagged || !this._settings.values.check) {
      this._show(isTagged ? 'off' : 'idle', NOTHING);
      return;
    }
    // a late answer is about what no longer stands there; what does will be asked about
    const isLate = () => this._asked !== asked || JSON.stringify(questionOf(this.panel)) !== asked;
    try {
      const answer = await this._server.ask<IAnswer>('POST', 'check', question);
      if (!isLate()) {
        this._cells = new Map(cells.map((cell, index) => [cell, index]));
        this._show('checked', answer);
      }
    } catch (error) {
      if (!isLate()) {
        this._fail(error);
      }
    }
  }

  private _fail(error: unknown): void {
    this._reason = error instanceof Error ? error.message : String(error);
    this._show(error instanceof RefusedError ? 'refused' : 'absent', NOTHING);
    if (error instanceof AbsentError) {
      window.clearTimeout(this._retry);
      this._retry = window.setTimeout(() => this._ask(), RETRY);
    }
  }

  private _show(state: State, answer: IAnswer): void {
    this._state = state;
    this._answer = answer;
    this._changed.emit();
  }

  private _stop(): void {
    window.clearTimeout(this._retry);
    this._settings.changed.disconnect(this._adapt, this);
    this._debouncer.dispose();
    Signal.clearData(this);
  }

  private readonly _changed = new Signal<this, void>(this);
  private _answer = NOTHING;
  private _asked = '';
  private _built: { readonly cells: string; readonly findings: readonly IFinding[] } | undefined;
  private _cells = new Map<ICellModel, number>();
  private _debouncer: Debouncer<void, unknown>;
  private _reason = '';
  private _retry = 0;
  private _state: State = 'idle';
  private _text = '';
}

function placeOf({ code, index, line }: IFinding): string {
  return `${code} ${index} ${line}`;
}
