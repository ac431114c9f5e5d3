/** Wires the extension into JupyterLab; nothing is decided here. */
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, IToolbarWidgetRegistry } from '@jupyterlab/apputils';
import type { Cell } from '@jupyterlab/cells';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { showBadges } from './badges.js';
import { Checker } from './checker.js';
import { addTagCommands, CommandIDs } from './commands.js';
import { showMarks } from './marks.js';
import { StatusItem } from './status.js';
import { STAGES } from './tagging.js';
import { chooserFactory } from './toolbar.js';

/** Tagging. Everything but notebooks is optional, so that Notebook 7 and others that have less work as well. */
const plugin: JupyterFrontEndPlugin<void> = {
  id: 'nb2svc-labextension:plugin',
  description: 'Tags the cells of notebooks with the stages of a service.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ITranslator, IToolbarWidgetRegistry, ICommandPalette, IStatusBar],
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    translator: ITranslator | null,
    toolbars: IToolbarWidgetRegistry | null,
    palette: ICommandPalette | null,
    statusBar: IStatusBar | null
  ) => {
    const trans = (translator ?? nullTranslator).load('nb2svc');
    const choose = () => app.commands.execute(CommandIDs.chooseStage);

    addTagCommands(app, tracker, trans);
    const checkers = new WeakMap<NotebookPanel, Checker>();
    const checkerOf = (panel: NotebookPanel): Checker => {
      let checker = checkers.get(panel);
      if (checker === undefined) {
        checker = new Checker(panel, app.serviceManager.serverSettings);
        checkers.set(panel, checker);
        showBadges(panel, choose, trans);
        showMarks(checker, trans);
      }
      return checker;
    };
    tracker.forEach(checkerOf);
    tracker.widgetAdded.connect((_, panel) => void checkerOf(panel));
    toolbars?.addFactory<Cell>('Cell', 'nb2svc-stage', chooserFactory(tracker, choose, trans));
    statusBar?.registerStatusItem('nb2svc-labextension:status', {
      align: 'left',
      item: new StatusItem(tracker, checkerOf, trans)
    });

    const category = 'nb2svc';
    for (const stage of STAGES) {
      palette?.addItem({ command: CommandIDs.toggleStage, category, args: { stage, isPalette: true } });
    }
    palette?.addItem({ command: CommandIDs.removeStages, category, args: { isPalette: true } });
    palette?.addItem({ command: CommandIDs.chooseStage, category });
    palette?.addItem({ command: CommandIDs.undoTag, category });
  }
};

export default plugin;
