/** The command that builds the notebook in front: in the toolbar of notebooks and in the palette. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { buildIcon } from '@jupyterlab/ui-components';

import { PanelCommandIDs } from '../commands.js';
import type { IWorkbench } from '../workbench.js';

export const BuildCommandIDs = {
  build: 'nb2svc:build'
} as const;

/** Add the command. */
export function addBuildCommands(app: JupyterFrontEnd, bench: IWorkbench): void {
  const { front, trans } = bench;
  app.commands.addCommand(BuildCommandIDs.build, {
    label: args => (args['isToolbar'] === true ? '' : trans.__('Build a version of the notebook')),
    caption: trans.__('nb2svc: build a version of the notebook as it stands in the editor'),
    icon: buildIcon,
    isEnabled: () => front.panel !== null,
    execute: async () => {
      if (front.panel !== null) {
        const started = bench.deskOf(front.panel).start();
        await app.commands.execute(PanelCommandIDs.openPanel);
        await started;
      }
    }
  });
  front.changed.connect(() => app.commands.notifyCommandChanged(BuildCommandIDs.build));
}
