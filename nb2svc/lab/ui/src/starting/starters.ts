/** Notebooks to begin with: cards of the launcher and entries of the palette; the server knows which there are. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { type ICommandPalette, Notification } from '@jupyterlab/apputils';
import type { ILauncher } from '@jupyterlab/launcher';
import type { TranslationBundle } from '@jupyterlab/translation';

import { serviceIcon } from '../panel/icon.js';
import type { Server } from '../server/server.js';

/** Names of commands, as settings and other extensions use them. */
export const StartCommandIDs = {
  newNotebook: 'nb2svc:new-notebook'
} as const;

interface IStarter {
  readonly name: string;
  readonly title: string;
}

const CATEGORY = 'nb2svc';
const RANK = 100; // after the kernels
// cards of that category have pictures as kernels have them, in a colour that can be seen in light and dark
const PICTURE = `data:image/svg+xml,${encodeURIComponent(serviceIcon.svgstr.split('#616161').join('#f37726'))}`;

/**
 * Add what makes a notebook to begin with, and opens it.
 *
 * @param launcherCategory is that of notebooks, in the words of JupyterLab itself.
 */
export function addStarters(
  app: JupyterFrontEnd,
  server: Server,
  trans: TranslationBundle,
  launcher: ILauncher | null,
  launcherCategory: string,
  palette: ICommandPalette | null
): void {
  app.commands.addCommand(StartCommandIDs.newNotebook, {
    label: args => {
      const title = String(args['title'] ?? '');
      return args['isPalette'] === true ? trans.__('New notebook service: %1', title) : trans.__('Service: %1', title);
    },
    caption: trans.__('Make a folder with a tagged notebook and its data, ready to be built'),
    icon: serviceIcon,
    execute: async args => {
      const wish = { folder: String(args['cwd'] ?? ''), ...(args['starter'] ? { starter: String(args['starter']) } : {}) };
      try {
        const { path } = await server.ask<{ readonly path: string }>('POST', 'starters', wish);
        await app.commands.execute('docmanager:open', { path, factory: 'Notebook' });
      } catch (error) {
        Notification.error(error instanceof Error ? error.message : String(error), { autoClose: 8000 });
      }
    }
  });
  void app.restored
    .then(() => server.ask<readonly IStarter[]>('GET', 'starters'))
    .then(starters =>
      starters.forEach(({ name, title }, rank) => {
        const args = { starter: name, title };
        const card = { command: StartCommandIDs.newNotebook, args, category: launcherCategory, rank: RANK + rank };
        launcher?.add({ ...card, kernelIconUrl: PICTURE });
        palette?.addItem({ command: StartCommandIDs.newNotebook, args: { ...args, isPalette: true }, category: CATEGORY });
      })
    )
    .catch(() => undefined); // a server without our extension has none
}
