/** Wires the extension into JupyterLab; nothing is decided here. */
import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, IToolbarWidgetRegistry } from '@jupyterlab/apputils';
import type { Cell } from '@jupyterlab/cells';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { Checker } from './checking/checker.js';
import { showMarks } from './checking/marks.js';
import { StatusItem } from './checking/status.js';
import { Front } from './editor/front.js';
import { Teller } from './kernel/teller.js';
import { addBuildCommands, BuildCommandIDs } from './panel/building/commands.js';
import { BuildDesk } from './panel/building/desk.js';
import { addPanelCommands, PanelCommandIDs } from './panel/commands.js';
import { SidePanel } from './panel/panel.js';
import { Server } from './server/server.js';
import { showBadges } from './tagging/badges.js';
import { addTagCommands, CommandIDs } from './tagging/commands.js';
import { STAGES } from './tagging/tagging.js';
import { chooserFactory } from './tagging/toolbar.js';

/** All but notebooks is optional, so that Notebook 7 and others that have less work as well. */
const plugin: JupyterFrontEndPlugin<void> = {
  id: 'nb2svc-labextension:plugin',
  description: 'Tags, checks, builds and serves notebooks.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ITranslator, IToolbarWidgetRegistry, ICommandPalette, IStatusBar, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    translator: ITranslator | null,
    toolbars: IToolbarWidgetRegistry | null,
    palette: ICommandPalette | null,
    statusBar: IStatusBar | null,
    restorer: ILayoutRestorer | null
  ) => {
    const trans = (translator ?? nullTranslator).load('nb2svc');
    const choose = () => app.commands.execute(CommandIDs.chooseStage);

    const server = new Server(app.serviceManager);
    const front = new Front(tracker);

    addTagCommands(app, tracker, trans);
    const checkers = new WeakMap<NotebookPanel, Checker>();
    const checkerOf = (panel: NotebookPanel): Checker => {
      let checker = checkers.get(panel);
      if (checker === undefined) {
        checker = new Checker(panel, server);
        checkers.set(panel, checker);
        showBadges(panel, choose, trans);
        showMarks(checker, trans);
        void new Teller(panel, server);
      }
      return checker;
    };
    tracker.forEach(checkerOf);
    tracker.widgetAdded.connect((_, panel) => void checkerOf(panel));
    toolbars?.addFactory<Cell>('Cell', 'nb2svc-stage', chooserFactory(tracker, choose, trans));
    statusBar?.registerStatusItem('nb2svc-labextension:status', {
      align: 'left',
      item: new StatusItem(front, checkerOf, trans)
    });

    const desks = new WeakMap<NotebookPanel, BuildDesk>();
    const deskOf = (panel: NotebookPanel): BuildDesk => {
      const desk = desks.get(panel) ?? new BuildDesk(panel, server);
      desks.set(panel, desk);
      return desk;
    };
    const bench = { app, checkerOf, deskOf, front, server, trans };
    const sidePanel = new SidePanel(bench);
    app.shell.add(sidePanel, 'right', { rank: 200 });
    restorer?.add(sidePanel, sidePanel.id);
    addPanelCommands(app, sidePanel, trans);
    addBuildCommands(app, bench);

    const category = 'nb2svc';
    for (const stage of STAGES) {
      palette?.addItem({ command: CommandIDs.toggleStage, category, args: { stage, isPalette: true } });
    }
    palette?.addItem({ command: CommandIDs.removeStages, category, args: { isPalette: true } });
    palette?.addItem({ command: CommandIDs.chooseStage, category });
    palette?.addItem({ command: CommandIDs.undoTag, category });
    palette?.addItem({ command: PanelCommandIDs.openPanel, category });
    palette?.addItem({ command: BuildCommandIDs.build, category });
  }
};

export default plugin;
