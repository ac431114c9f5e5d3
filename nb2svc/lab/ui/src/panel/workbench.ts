/** What every section of the side panel is given. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { Checker } from '../checking/checker.js';
import type { Front } from '../editor/front.js';
import type { Server } from '../server/server.js';
import type { BuildDesk } from './building/desk.js';

export interface IWorkbench {
  readonly app: JupyterFrontEnd;
  readonly checkerOf: (panel: NotebookPanel) => Checker;
  readonly deskOf: (panel: NotebookPanel) => BuildDesk;
  readonly front: Front;
  readonly server: Server;
  readonly trans: TranslationBundle;
}

/** What a section is drawn with: the notebook in front, and all else. */
export interface ISectionProps {
  readonly bench: IWorkbench;
  readonly panel: NotebookPanel;
  readonly path: string;
}
