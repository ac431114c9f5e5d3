/** Shows the report of a run in a tab. It is in a sandbox: whatever a chart's script does, it cannot act as the user. */
import { MainAreaWidget } from '@jupyterlab/apputils';
import { IFrame } from '@jupyterlab/ui-components';

import { serviceIcon } from '../icon.js';
import type { IWorkbench } from '../workbench.js';
import type { IRun } from './answers.js';

/** Open the report of a run, or show the tab in which it is open. */
export function openReport({ app, server, trans }: IWorkbench, run: IRun): void {
  const id = `nb2svc-report-${run.id}`;
  const url = server.url('reports', run.id);
  if (![...app.shell.widgets('main')].some(widget => widget.id === id)) {
    const content = new IFrame({ sandbox: ['allow-scripts'] });
    content.addClass('nb2svc-Report');
    content.url = url;
    const tab = new MainAreaWidget({ content });
    tab.id = id;
    tab.title.label = trans.__('Report of %1', run.version);
    tab.title.caption = trans.__('Report of %1 on %2', run.version, run.input);
    tab.title.icon = serviceIcon;
    tab.title.closable = true;
    content.node.querySelector('iframe')?.setAttribute('title', tab.title.caption);
    app.shell.add(tab, 'main');
    if (!tab.isAttached) {
      // an application of one document, as Notebook 7, opens others beside itself
      tab.dispose();
      window.open(url, '_blank', 'noopener');
      return;
    }
  }
  app.shell.activateById(id);
}
