/** The commands of what is shown of a check. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import { servedIcon } from './icon.js';
import type { ServedView } from './served.js';

/** Names of commands, as settings and other extensions use them. */
export const CheckCommandIDs = {
  showServed: 'nb2svc:show-served'
} as const;

/** Add the commands. */
export function addCheckCommands(
  app: JupyterFrontEnd,
  tracker: INotebookTracker,
  servedOf: (panel: NotebookPanel) => ServedView,
  trans: TranslationBundle
): void {
  const front = () => (tracker.currentWidget === null ? undefined : servedOf(tracker.currentWidget));
  const tell = () => app.commands.notifyCommandChanged(CheckCommandIDs.showServed);
  app.commands.addCommand(CheckCommandIDs.showServed, {
    label: args => (args['toolbar'] === true ? '' : trans.__('Show what is served')),
    caption: trans.__('Show what is served: dim the lines that are no part of the service'),
    icon: servedIcon,
    isToggleable: true,
    isToggled: () => front()?.isOn === true,
    isEnabled: () => front() !== undefined,
    execute: () => {
      const view = front();
      view?.toggle();
      if (view?.isOn === true && view.reason !== '') {
        Notification.info(view.reason, { autoClose: 5000 });
      }
      tell();
    }
  });
  tracker.currentChanged.connect(tell);
}
