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

/** Show what names stand for in all cells of a notebook. */
export function showMeanings(explanations: Explanations, settings: Settings): void {
  eachEditor(explanations.panel, (cell, editor) => {
    const source = async (view: EditorView, position: number, side: -1 | 1) => {
      // the debugger, a language server and the key for help have tooltips of their own
      if (!settings.values.explainNames || document.querySelector('.jp-Tooltip') !== null) {
        return null;
      }
      const found = await findMeaning(explanations, cell, view, side < 0 ? position - 1 : position);
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
  });
}

/** Show, and say to those who hear the page, what the name at the cursor of a cell stands for; return whether there is one. */
export async function tellAtCursor(explanations: Explanations, cell: Cell): Promise<boolean> {
  const view = (cell.editor as CodeMirrorEditor | null)?.editor;
  if (view === undefined) {
    return false;
  }
  const { head } = view.state.selection.main;
  // a cursor behind a name is at it, too
  const found =
    (await findMeaning(explanations, cell, view, head)) ?? (await findMeaning(explanations, cell, view, head - 1));
  if (found === undefined) {
    return false;
  }
  view.focus();
  view.dispatch({
    effects: [showAtCursor.of(tooltipOf(found)), EditorView.announce.of(found.meaning.words.join('. ').split('`').join(''))]
  });
  return true;
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
