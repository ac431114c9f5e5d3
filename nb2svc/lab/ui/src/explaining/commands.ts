/** The command of names: what stands at the cursor, without a pointer. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Meanings } from './hover.js';

/** Names of commands, as settings and other extensions use them. */
export const NameCommandIDs = {
  explainName: 'nb2svc:explain-name'
} as const;

/** Add the command. */
export function addNameCommands(
  app: JupyterFrontEnd,
  tracker: INotebookTracker,
  meaningsOf: (panel: NotebookPanel) => Meanings,
  trans: TranslationBundle
): void {
  app.commands.addCommand(NameCommandIDs.explainName, {
    label: trans.__('Explain the name at the cursor'),
    caption: trans.__('When its value is computed, why, and which stages read it'),
    isEnabled: () => tracker.activeCell?.model.type === 'code',
    execute: async () => {
      const panel = tracker.currentWidget;
      const cell = tracker.activeCell;
      if (panel !== null && cell !== null && !(await meaningsOf(panel).tellAtCursor(cell))) {
        Notification.info(trans.__('Nothing is known of what stands at the cursor.'), { autoClose: 3000 });
      }
    }
  });
}
