/** Shows which lines of a notebook are no part of its service: on demand, and right while somebody types. */
import { type Range, RangeSet, StateEffect, StateField, type Text } from '@codemirror/state';
import { Decoration, type DecorationSet, EditorView } from '@codemirror/view';
import type { Cell } from '@jupyterlab/cells';
import type { CodeMirrorEditor } from '@jupyterlab/codemirror';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type ISignal, Signal } from '@lumino/signaling';
import { Widget } from '@lumino/widgets';

import { eachEditor } from '../editor/editors.js';
import { aboveInput } from '../editor/places.js';
import { element } from '../editor/words.js';
import type { Checker } from './checker.js';
import type { ILines } from './findings.js';

const setDimmed = StateEffect.define<DecorationSet>();

/** The dimmed lines of an editor; they move with the text until the next answer. */
const dimmed = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update: (lines, transaction) => {
    const set = transaction.effects.find(effect => effect.is(setDimmed));
    return set === undefined ? lines.map(transaction.changes) : (set.value as DecorationSet);
  },
  provide: field => EditorView.decorations.from(field)
});

/** What is served of one notebook, as it is shown. */
export class ServedView {
  constructor(
    private readonly _checker: Checker,
    private readonly _trans: TranslationBundle
  ) {
    eachEditor(_checker.panel, (cell, editor) => {
      this._editors.set(cell, editor);
      this._draw(cell);
    });
    _checker.changed.connect(this.refresh, this);
  }

  /** Tells that it is shown, or no longer. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get isOn(): boolean {
    return this._isOn;
  }

  /** Why there is nothing to show; empty where there is. */
  get reason(): string {
    switch (this._checker.state) {
      case 'idle':
        return this._trans.__('No cell has a stage yet: tag the cells that make the service.');
      case 'off':
        return this._trans.__('Checking is switched off in the settings, so what is served is not known.');
      case 'refused':
      case 'absent':
        return this._checker.reason;
      case 'checked':
        return this._checker.isServing ? '' : this._trans.__('Nothing is served yet: the findings say what is missing.');
    }
  }

  /** Show it, or no longer. */
  toggle(): void {
    this._isOn = !this._isOn;
    this.refresh();
    this._changed.emit();
  }

  /** Show how things are now. */
  refresh(): void {
    this._checker.panel.content.widgets.forEach(cell => this._draw(cell));
  }

  private _draw(cell: Cell): void {
    const editor = this._editors.get(cell);
    if (editor === undefined || cell.isDisposed || (!this._isOn && !this._drawn.has(editor))) {
      return; // who never asks for it pays nothing
    }
    if (!this._drawn.has(editor)) {
      this._drawn.add(editor);
      editor.injectExtension(dimmed);
    }
    const isShown = this._isOn && this.reason === '';
    const lines = isShown ? this._checker.unservedOf(cell.model) : [];
    const isWhole = isShown && lines.length > 0 && !this._checker.isServed(cell.model);
    cell.toggleClass('nb2svc-mod-unserved', isWhole);
    this._note(cell, isWhole);
    const view = editor.editor;
    const marks = RangeSet.of(marksOf(view.state.doc, lines, this._trans.__('No part of the service')));
    if (marks.size > 0 || view.state.field(dimmed).size > 0) {
      view.dispatch({ effects: setDimmed.of(marks) });
    }
  }

  /** Say in words that a whole cell is left out. */
  private _note(cell: Cell, isWhole: boolean): void {
    let note = this._notes.get(cell);
    if (note === undefined && isWhole) {
      note = new Widget({ node: element('div', this._trans.__('no part of the service')) });
      note.addClass('nb2svc-Note');
      this._notes.set(cell, note);
      aboveInput(cell, note);
    }
    note?.setHidden(!isWhole);
  }

  private readonly _changed = new Signal<this, void>(this);
  private readonly _drawn = new WeakSet<CodeMirrorEditor>();
  private readonly _editors = new WeakMap<Cell, CodeMirrorEditor>();
  private readonly _notes = new WeakMap<Cell, Widget>();
  private _isOn = false;
}

function marksOf(text: Text, stretches: readonly ILines[], title: string): Range<Decoration>[] {
  const mark = Decoration.line({ class: 'nb2svc-Unserved', attributes: { title } });
  const numbers = stretches.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
  return numbers.filter(number => number <= text.lines).map(number => mark.range(text.line(number).from));
}
