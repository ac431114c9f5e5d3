/** The side panel: what becomes of the notebook in front, section by section. */
import type { NotebookPanel } from '@jupyterlab/notebook';
import { ReactWidget, UseSignal } from '@jupyterlab/ui-components';
import React from 'react';

import { serviceIcon } from './icon.js';
import { sectionsOf } from './sections.js';
import type { IWorkbench } from './workbench.js';

/** The panel. Nothing in it is drawn or asked for while it is hidden. */
export class SidePanel extends ReactWidget {
  constructor(private readonly _bench: IWorkbench) {
    super();
    this.id = 'nb2svc-panel';
    this.addClass('nb2svc-Panel');
    this.title.icon = serviceIcon;
    this.title.caption = _bench.trans.__('nb2svc: pipeline, builds and services of the notebook');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', this.title.caption);
  }

  protected override render(): JSX.Element {
    return <UseSignal signal={this._bench.front.changed}>{() => this._renderFront(this._bench.front.panel)}</UseSignal>;
  }

  private _renderFront(panel: NotebookPanel | null): JSX.Element {
    const { trans } = this._bench;
    if (!this.isVisible || panel === null) {
      return <p className="nb2svc-Hint">{trans.__('Open a notebook: this is where it becomes a service.')}</p>;
    }
    const path = panel.context.localPath;
    return (
      <>
        {sectionsOf(trans).map(({ key, title, Section }) => (
          <details key={key} className="nb2svc-Section" data-section={key} open>
            <summary>{title}</summary>
            <Section key={path} bench={this._bench} panel={panel} path={path} />
          </details>
        ))}
      </>
    );
  }

  protected override onAfterShow(message: Parameters<ReactWidget['onAfterShow']>[0]): void {
    super.onAfterShow(message);
    this.update();
  }

  protected override onAfterHide(message: Parameters<ReactWidget['onAfterHide']>[0]): void {
    super.onAfterHide(message);
    this.update();
  }
}
