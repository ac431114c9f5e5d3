/** The commands of the side panel. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { TranslationBundle } from '@jupyterlab/translation';
import type { Widget } from '@lumino/widgets';

import { serviceIcon } from './icon.js';

/** Names of commands, as settings and other extensions use them. */
export const PanelCommandIDs = {
  openPanel: 'nb2svc:open-panel'
} as const;

/** Add the commands. */
export function addPanelCommands(app: JupyterFrontEnd, panel: Widget, trans: TranslationBundle): void {
  app.commands.addCommand(PanelCommandIDs.openPanel, {
    label: trans.__('Show the pipeline, builds and services of the notebook'),
    icon: serviceIcon,
    execute: () => app.shell.activateById(panel.id)
  });
}
