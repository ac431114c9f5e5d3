/** Shows the stages of cells: a labelled badge each, and a bar at the cell's side. */
import type { Cell } from '@jupyterlab/cells';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { type PanelLayout, Widget } from '@lumino/widgets';

import type { Settings } from '../settings/settings.js';
import { cellStages, isReadOnly } from './tagging.js';

/** The badges of one cell; a click on one chooses stages. */
class Badges extends Widget {
  constructor(
    readonly cell: Cell,
    private readonly _choose: () => void,
    private readonly _reason: () => string,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('nb2svc-Badges');
    cell.model.metadataChanged.connect(this.refresh, this);
    this.refresh();
  }

  /** Show the stages that the cell has now. */
  refresh(): void {
    const stages = cellStages(this.cell.model);
    this.setHidden(stages.length === 0);
    const bar = document.createElement('div');
    bar.className = 'nb2svc-Bar';
    bar.dataset['stage'] = stages[0] ?? '';
    // a button keeps its place, and with it the focus, while its own stage stays
    const known = new Map([...this.node.querySelectorAll('button')].map(each => [each.dataset['stage'], each]));
    this.node.replaceChildren(bar, ...stages.map(stage => this._button(stage, known.get(stage))));
  }

  private _button(stage: string, known: HTMLButtonElement | undefined): HTMLButtonElement {
    const button = known ?? document.createElement('button');
    const reason = this._reason();
    button.type = 'button';
    button.className = 'nb2svc-Badge nb2svc-Opener';
    button.dataset['stage'] = stage;
    button.textContent = stage;
    button.disabled = reason !== '';
    button.title = reason || this._trans.__('Choose the stages of this cell');
    button.setAttribute('aria-haspopup', 'menu');
    button.onclick = () => {
      button.focus();
      this._choose();
    };
    return button;
  }
}

/** Keep badges on the cells of a notebook for as long as it is open. */
export function showBadges(
  panel: NotebookPanel,
  choose: () => Promise<unknown>,
  settings: Settings,
  trans: TranslationBundle
): void {
  const notebook = panel.content;
  const hide = () => notebook.toggleClass('nb2svc-mod-noBadges', !settings.values.showBadges);
  settings.changed.connect(hide);
  panel.disposed.connect(() => settings.changed.disconnect(hide));
  hide();
  const known = new WeakSet<Cell>();
  const shown = new WeakMap<Cell, Badges>();
  const reason = () => (isReadOnly(panel) ? trans.__('The notebook is read-only') : '');
  const add = (cell: Cell) => {
    if (cell.model.type !== 'code' || known.has(cell) || cell.isDisposed) {
      return;
    }
    const chooseFor = () => {
      notebook.activeCellIndex = notebook.widgets.indexOf(cell);
      notebook.deselectAll();
      void choose();
    };
    const show = () => {
      if (cellStages(cell.model).length > 0 && !cell.isDisposed) {
        cell.model.metadataChanged.disconnect(show);
        const badges = new Badges(cell, chooseFor, reason, trans);
        shown.set(cell, badges);
        (cell.layout as PanelLayout).insertWidget(0, badges);
      }
    };
    // most cells have no stage, and get nothing until they have one
    known.add(cell);
    cell.model.metadataChanged.connect(show);
    show();
  };
  const addAll = () => notebook.widgets.forEach(add);
  const refreshAll = () => notebook.widgets.forEach(cell => shown.get(cell)?.refresh());
  const watch = () => {
    notebook.model?.cells.changed.connect(addAll);
    addAll();
  };
  panel.context.fileChanged.connect(refreshAll); // it may have become read-only
  notebook.modelChanged.connect(watch);
  void panel.context.ready.then(() => {
    watch();
    refreshAll();
  });
}
