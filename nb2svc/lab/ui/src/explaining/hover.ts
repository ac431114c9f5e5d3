/** Shows what a name stands for where the pointer rests on it, and at the cursor for those who have none. */
import { StateEffect, StateField, type Extension } from '@codemirror/state';
import { EditorView, hoverTooltip, showTooltip, type Tooltip } from '@codemirror/view';
import type { Cell } from '@jupyterlab/cells';
import type { CodeMirrorEditor } from '@jupyterlab/codemirror';

import { eachEditor } from '../editor/editors.js';
import { element, withCode } from '../editor/words.js';
import type { Settings } from '../settings/settings.js';
import type { Explanations } from './explanations.js';
import { type IFound, meaningAt } from './meanings.js';

/** Sets what is shown at the cursor. */
const showAtCursor = StateEffect.define<Tooltip | null>();

const atCursor = StateField.define<Tooltip | null>({
  create: () => null,
  update: (shown, transaction) => {
    const set = transaction.effects.find(effect => effect.is(showAtCursor));
    if (set !== undefined) {
      return set.value as Tooltip | null;
    }
    return transaction.docChanged || transaction.selection !== undefined ? null : shown;
  },
  provide: field => showTooltip.from(field)
});

/** What is told in the cells of a notebook; an editor learns of it when it is first pointed at, so that opening costs nothing. */
export class Meanings {
  constructor(
    private readonly _explanations: Explanations,
    private readonly _settings: Settings
  ) {
    eachEditor(_explanations.panel, (cell, editor) => {
      cell.node.addEventListener('pointermove', () => this._equip(cell, editor), { once: true });
    });
  }

  /** Show, and say to those who hear the page, what the name at a cell's cursor stands for; return whether there is one. */
  async tellAtCursor(cell: Cell): Promise<boolean> {
    const editor = cell.editor as CodeMirrorEditor | null;
    if (editor === null) {
      return false;
    }
    this._equip(cell, editor);
    const view = editor.editor;
    const { head } = view.state.selection.main;
    // a cursor behind a name is at it, too
    const found =
      (await findMeaning(this._explanations, cell, view, head)) ??
      (await findMeaning(this._explanations, cell, view, head - 1));
    if (found === undefined) {
      return false;
    }
    view.focus();
    const words = found.meaning.words.join('. ').split('`').join('');
    view.dispatch({ effects: [showAtCursor.of(tooltipOf(found)), EditorView.announce.of(words)] });
    return true;
  }

  private _equip(cell: Cell, editor: CodeMirrorEditor): void {
    if (this._equipped.has(editor)) {
      return;
    }
    this._equipped.add(editor);
    const source = async (view: EditorView, position: number, side: -1 | 1) => {
      // the debugger, a language server and the key for help have tooltips of their own
      if (!this._settings.values.explainNames || document.querySelector('.jp-Tooltip') !== null) {
        return null;
      }
      const found = await findMeaning(this._explanations, cell, view, side < 0 ? position - 1 : position);
      return found === undefined ? null : tooltipOf(found);
    };
    const keys = EditorView.domEventHandlers({
      keydown: (event, view) => {
        if (event.key === 'Escape' && view.state.field(atCursor) !== null) {
          view.dispatch({ effects: showAtCursor.of(null) });
          event.stopPropagation();
          return true;
        }
        return false;
      }
    });
    const extensions: Extension[] = [hoverTooltip(source, { hideOnChange: true }), atCursor, keys];
    editor.injectExtension(extensions);
  }

  private readonly _equipped = new WeakSet<CodeMirrorEditor>();
}

async function findMeaning(
  explanations: Explanations,
  cell: Cell,
  view: EditorView,
  position: number
): Promise<IFound | undefined> {
  if (position < 0) {
    return undefined;
  }
  const explanation = await explanations.ask();
  const index = explanations.panel.content.widgets.indexOf(cell);
  if (explanation === undefined || index < 0 || position > view.state.doc.length) {
    return undefined;
  }
  const line = view.state.doc.lineAt(position);
  const found = meaningAt(explanation, index, line.number, line.text, position - line.from);
  return found === undefined ? undefined : { ...found, from: line.from + found.from, to: line.from + found.to };
}

function tooltipOf({ meaning, from, to }: IFound): Tooltip {
  return {
    pos: from,
    end: to,
    above: true,
    create: () => {
      const dom = element('div', '', meaning.words.map(sentence => element('div', '', withCode(sentence))));
      dom.className = 'nb2svc-Meaning';
      return { dom };
    }
  };
}
