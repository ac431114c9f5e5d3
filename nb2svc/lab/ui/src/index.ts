/** Wires the extension into JupyterLab; nothing is decided here. */
import { ILayoutRestorer, type JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette, IToolbarWidgetRegistry } from '@jupyterlab/apputils';
import type { Cell } from '@jupyterlab/cells';
import { ILauncher } from '@jupyterlab/launcher';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { IStatusBar } from '@jupyterlab/statusbar';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { Checker } from './checking/checker.js';
import { addCheckCommands, CheckCommandIDs } from './checking/commands.js';
import { showMarks } from './checking/marks.js';
import { ServedView } from './checking/served.js';
import { StatusItem } from './checking/status.js';
import { Front } from './editor/front.js';
import { addNameCommands, NameCommandIDs } from './explaining/commands.js';
import { Explanations } from './explaining/explanations.js';
import { Meanings } from './explaining/hover.js';
import { Teller } from './kernel/teller.js';
import { addBuildCommands, BuildCommandIDs } from './panel/building/commands.js';
import { BuildDesk } from './panel/building/desk.js';
import { addPanelCommands, PanelCommandIDs } from './panel/commands.js';
import { SidePanel } from './panel/panel.js';
import { Server } from './server/server.js';
import { Settings } from './settings/settings.js';
import { addStarters } from './starting/starters.js';
import { addSuggestCommands, SuggestCommandIDs } from './suggesting/commands.js';
import { showBadges } from './tagging/badges.js';
import { addTagCommands, CommandIDs } from './tagging/commands.js';
import { STAGES } from './tagging/tagging.js';
import { chooserFactory } from './tagging/toolbar.js';

const ID = 'nb2svc-labextension:plugin';

/** What is kept of each open notebook. */
interface IOpen {
  readonly checker: Checker;
  readonly served: ServedView;
  readonly meanings: Meanings;
}

/** All but notebooks is optional, so that Notebook 7 and others that have less work as well. */
const plugin: JupyterFrontEndPlugin<void> = {
  id: ID,
  description: 'Tags, checks, builds and serves notebooks.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ITranslator, IToolbarWidgetRegistry, ICommandPalette, IStatusBar, ILayoutRestorer, ISettingRegistry, ILauncher],
  activate: (
    app: JupyterFrontEnd,
    tracker: INotebookTracker,
    translator: ITranslator | null,
    toolbars: IToolbarWidgetRegistry | null,
    palette: ICommandPalette | null,
    statusBar: IStatusBar | null,
    restorer: ILayoutRestorer | null,
    settingRegistry: ISettingRegistry | null,
    launcher: ILauncher | null
  ) => {
    const trans = (translator ?? nullTranslator).load('nb2svc');
    const choose = () => app.commands.execute(CommandIDs.chooseStage);

    const server = new Server(app.serviceManager);
    const front = new Front(tracker);
    const settings = new Settings(settingRegistry, ID);

    addTagCommands(app, tracker, trans);
    const known = new WeakMap<NotebookPanel, IOpen>();
    const open = (panel: NotebookPanel): IOpen => {
      let found = known.get(panel);
      if (found === undefined) {
        const checker = new Checker(panel, server, settings);
        const meanings = new Meanings(new Explanations(panel, server), settings);
        found = { checker, meanings, served: new ServedView(checker, trans) };
        known.set(panel, found);
        showBadges(panel, choose, settings, trans);
        showMarks(checker, settings, trans);
        void new Teller(panel, server);
      }
      return found;
    };
    const checkerOf = (panel: NotebookPanel) => open(panel).checker;
    tracker.forEach(open);
    tracker.widgetAdded.connect((_, panel) => void open(panel));
    addCheckCommands(app, tracker, panel => open(panel).served, trans);
    addNameCommands(app, tracker, panel => open(panel).meanings, trans);
    addSuggestCommands(app, tracker, server, trans);
    const notebooks = (translator ?? nullTranslator).load('jupyterlab').__('Notebook');
    addStarters(app, server, trans, launcher, notebooks, palette);
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
    for (const command of [
      CommandIDs.chooseStage,
      CommandIDs.undoTag,
      PanelCommandIDs.openPanel,
      BuildCommandIDs.build,
      CheckCommandIDs.showServed,
      NameCommandIDs.explainName,
      ...Object.values(SuggestCommandIDs)
    ]) {
      palette?.addItem({ command, category });
    }
  }
};

export default plugin;
