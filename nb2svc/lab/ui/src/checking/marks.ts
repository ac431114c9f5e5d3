/** Shows findings where they are: squiggles and a mark at the line, and in words under the cell. */
import { type Diagnostic, forEachDiagnostic, lintGutter, setDiagnostics } from '@codemirror/lint';
import { Compartment, type EditorState } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import type { Cell } from '@jupyterlab/cells';
import type { CodeMirrorEditor } from '@jupyterlab/codemirror';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type PanelLayout, Widget } from '@lumino/widgets';

import { element, withCode } from '../editor/words.js';
import type { Settings } from '../settings/settings.js';
import { isReadOnly } from '../tagging/tagging.js';
import type { Checker } from './checker.js';
import { applyEdits, type IFinding, inOrder, rangeOf } from './findings.js';

/** The findings of one cell in words, each with its hint and what mends it. */
class FindingList extends Widget {
  constructor(private readonly _trans: TranslationBundle) {
    super();
    this.addClass('nb2svc-Findings');
    // read out when it changes, without taking the focus from who types
    this.node.setAttribute('role', 'status');
  }

  /** Say them, or nothing; what is said already is neither drawn nor read out again. */
  tell(findings: readonly IFinding[], mend: ((finding: IFinding) => void) | undefined): void {
    const said = JSON.stringify([findings, mend !== undefined]);
    this._mend = mend;
    if (said === this._said) {
      return;
    }
    this._said = said;
    this.setHidden(findings.length === 0);
    const list = document.createElement('ul');
    list.append(...findings.map(finding => this._item(finding)));
    this.node.replaceChildren(...(findings.length > 0 ? [list] : []));
  }

  private _item(finding: IFinding): HTMLElement {
    const item = document.createElement('li');
    item.dataset['severity'] = finding.severity;
    item.append(
      element('strong', `${severityWord(finding, this._trans)} ${finding.code}`),
      finding.line > 0 ? ` ${this._trans.__('line %1', finding.line)}: ` : ': ',
      ...withCode(finding.message)
    );
    if (finding.hint) {
      const hint = element('div', '', withCode(finding.hint));
      hint.className = 'nb2svc-Hint';
      item.append(hint);
    }
    if (finding.fix !== null && this._mend !== undefined) {
      const button = element('button', this._trans.__('Fix: %1', finding.fix.title)) as HTMLButtonElement;
      button.type = 'button';
      button.onclick = () => this._mend?.(finding);
      item.append(button);
    }
    return item;
  }

  private _mend: ((finding: IFinding) => void) | undefined;
  private _said = '';
}

/** Show what a checker finds, now and whenever that or the settings change. */
export function showMarks(checker: Checker, settings: Settings, trans: TranslationBundle): void {
  const notebook = checker.panel.content;
  const lists = new WeakMap<Cell, FindingList>();
  const guttered = new WeakMap<EditorView, boolean>();
  const gutter = new Compartment();

  const show = () => {
    for (const cell of notebook.widgets) {
      if (lists.has(cell) || checker.findingsOf(cell.model).length > 0) {
        // a cell that is far away has no editor yet
        void cell.ready.then(() => !cell.isDisposed && draw(cell));
      }
    }
  };

  const draw = (cell: Cell) => {
    const findings = [...checker.findingsOf(cell.model)].sort(inOrder);
    let list = lists.get(cell);
    if (list === undefined) {
      list = new FindingList(trans);
      lists.set(cell, list);
      const layout = cell.layout as PanelLayout;
      layout.insertWidget(layout.widgets.findIndex(each => each.hasClass('jp-Cell-inputWrapper')) + 1, list);
    }
    const source = cell.model.sharedModel.getSource();
    const mend = (finding: IFinding) => {
      // edits are about the text that was checked
      if (cell.model.sharedModel.getSource() === source && finding.fix !== null) {
        cell.model.sharedModel.updateSource(0, source.length, applyEdits(source, finding.fix.edits));
      }
    };
    list.tell(settings.values.showTexts ? findings : [], isReadOnly(checker.panel) ? undefined : mend);
    const view = (cell.editor as CodeMirrorEditor | null)?.editor;
    if (view === undefined) {
      return;
    }
    const { showGutter } = settings.values;
    if (guttered.get(view) !== showGutter) {
      const extension = showGutter ? lintGutter() : [];
      if (guttered.has(view)) {
        view.dispatch({ effects: gutter.reconfigure(extension) });
      } else {
        (cell.editor as CodeMirrorEditor).injectExtension(gutter.of(extension));
      }
      guttered.set(view, showGutter);
    }
    const text = view.state.doc.toString();
    const marks = findings.flatMap(finding => {
      const range = rangeOf(text, finding);
      return range === undefined ? [] : [markOf(finding, range)];
    });
    if (!isMarked(view.state, marks)) {
      view.dispatch(setDiagnostics(view.state, marks));
    }
  };

  checker.changed.connect(show); // after a change of settings there is a new answer
  notebook.model?.cells.changed.connect(show);
  show();
}

/** Whether just these marks stand in the text, at these places: each edit moves them, and may take one away. */
function isMarked(state: EditorState, marks: readonly Diagnostic[]): boolean {
  const there: string[] = [];
  forEachDiagnostic(state, (mark, from, to) => there.push(keyOf(mark, from, to)));
  return there.sort().join('\n') === marks.map(mark => keyOf(mark, mark.from, mark.to)).sort().join('\n');
}

function keyOf(mark: Diagnostic, from: number, to: number): string {
  return JSON.stringify([from, to, mark.severity, mark.source, mark.message]);
}

function markOf(finding: IFinding, range: { from: number; to: number }): Diagnostic {
  return {
    ...range,
    severity: finding.severity === 'note' ? 'info' : finding.severity,
    source: `nb2svc ${finding.code} ${finding.name}`,
    message: finding.hint ? `${finding.message}\n${finding.hint}` : finding.message
  };
}

/** Return what a severity is called. */
export function severityWord(finding: IFinding, trans: TranslationBundle): string {
  switch (finding.severity) {
    case 'error':
      return trans.__('error');
    case 'warning':
      return trans.__('warning');
    case 'note':
      return trans.__('note');
  }
}
