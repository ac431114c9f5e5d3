/** The item of the status bar: which stages the notebook in front has, and how many findings. */
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import type { Front } from '../editor/front.js';
import { cellStages, STAGES } from '../tagging/tagging.js';
import type { Checker } from './checker.js';
import { countFindings } from './findings.js';

/** Shows how the notebook in front stands. */
export class StatusItem extends Widget {
  constructor(
    private readonly _front: Front,
    private readonly _checkerOf: (panel: NotebookPanel) => Checker,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('nb2svc-Status');
    _front.changed.connect(this._follow, this);
    this._follow();
  }

  private _follow(): void {
    const panel = this._front.panel;
    if (panel !== this._panel) {
      this._panel?.content.model?.contentChanged.disconnect(this.refresh, this);
      this._checker?.changed.disconnect(this.refresh, this);
      this._panel = panel;
      this._checker = panel === null ? undefined : this._checkerOf(panel);
      this._checker?.changed.connect(this.refresh, this);
      panel?.content.model?.contentChanged.connect(this.refresh, this);
    }
    this.refresh();
  }

  /** Show how things are now. */
  refresh(): void {
    const cells = this._panel?.content.model?.cells;
    this.setHidden(!cells);
    const found = new Set([...(cells ?? [])].flatMap(cellStages));
    const stages = STAGES.filter(stage => found.has(stage));
    const words = stages.length > 0 ? [stages.join(', '), ...this._verdict()] : [this._trans.__('no stages')];
    this.node.textContent = `nb2svc: ${words.join(' · ')}`;
    this.node.title = this._reasons().join('\n');
  }

  private _verdict(): string[] {
    const { errors, warnings } = countFindings(this._checker?.findings ?? []);
    switch (this._checker?.state) {
      case 'checked':
        return [
          ...(errors > 0 ? [this._trans._n('%1 error', '%1 errors', errors)] : []),
          ...(warnings > 0 ? [this._trans._n('%1 warning', '%1 warnings', warnings)] : []),
          ...(errors + warnings === 0 ? [this._trans.__('no findings')] : [])
        ];
      case 'absent':
        return [this._trans.__('not checked: the server does not answer')];
      case 'refused':
        return [this._trans.__('cannot be checked')];
      case 'off':
        return [this._trans.__('not checked')];
      default:
        return [];
    }
  }

  /** What there is to say that belongs to no cell. */
  private _reasons(): string[] {
    if (this._checker?.state === 'refused' || this._checker?.state === 'absent') {
      return [this._checker.reason];
    }
    const whole = (this._checker?.findings ?? []).filter(finding => finding.index === null);
    return whole.map(finding => `${finding.code}: ${finding.message} ${finding.hint}`.trim());
  }

  private _checker: Checker | undefined;
  private _panel: NotebookPanel | null = null;
}
