/** The commands of tagging: menus, palette, keys, badges and the toolbar of a cell all go through them. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { Cell } from '@jupyterlab/cells';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { MenuSvg } from '@jupyterlab/ui-components';
import type { CommandRegistry } from '@lumino/commands';
import type { ReadonlyPartialJSONObject } from '@lumino/coreutils';

import { stageIcon } from './icon.js';
import { canUndoTags, cellStages, chosenCells, isReadOnly, isTaggable, removeStages, STAGES, toggleStage, undoTags } from './tagging.js';
import { mnemonics } from './tags.js';

type Args = ReadonlyPartialJSONObject;

/** Names of commands, as settings and other extensions use them. */
export const CommandIDs = {
  toggleStage: 'nb2svc:toggle-stage',
  removeStages: 'nb2svc:remove-stages',
  chooseStage: 'nb2svc:choose-stage',
  undoTag: 'nb2svc:undo-tag'
} as const;

/** Add the commands. */
export function addTagCommands(app: JupyterFrontEnd, tracker: INotebookTracker, trans: TranslationBundle): void {
  const { commands } = app;
  const letters = mnemonics(STAGES);
  const inPanel = <T>(otherwise: T, act: (panel: NotebookPanel) => T): T =>
    tracker.currentWidget === null ? otherwise : act(tracker.currentWidget);
  const isLocked = () => inPanel(false, isReadOnly);
  /** The cells that a command is about: of a context menu the one that was clicked, unless it is one of the selected. */
  const chosen = (args: Args): Cell[] =>
    inPanel<Cell[]>([], panel => {
      const selected = chosenCells(panel);
      const node = args['isContext'] === true ? app.contextMenuHitTest(each => each.classList.contains('jp-Cell')) : undefined;
      const clicked = panel.content.widgets.find(cell => cell.node === node);
      return clicked === undefined || selected.includes(clicked) ? selected : [clicked].filter(isTaggable);
    });
  const canTag = (args: Args) => !isLocked() && chosen(args).length > 0;
  const caption = () => (isLocked() ? trans.__('The notebook is read-only') : trans.__('Stages of the cell'));
  let menu: MenuSvg | null = null;

  commands.addCommand(CommandIDs.toggleStage, {
    label: args => {
      const stage = stageOf(args);
      if (args['isPalette'] === true) {
        return trans.__('Tag cell: %1', stage);
      }
      return isLocked() ? trans.__('%1 (the notebook is read-only)', stage) : stage;
    },
    caption,
    mnemonic: args => letters[STAGES.indexOf(stageOf(args))] ?? -1,
    isEnabled: canTag,
    isToggleable: true,
    isToggled: args => chosen(args).length > 0 && chosen(args).every(cell => cellStages(cell.model).includes(stageOf(args))),
    execute: args => {
      const stage = stageOf(args);
      if (STAGES.includes(stage)) {
        inPanel(undefined, panel => toggleStage(panel, chosen(args), stage));
      }
    },
    describedBy: { args: { type: 'object', properties: { stage: { type: 'string', enum: [...STAGES] } } } }
  });

  commands.addCommand(CommandIDs.removeStages, {
    label: args => (args['isPalette'] === true ? trans.__('Tag cell: no stage') : trans.__('no stage')),
    caption,
    isEnabled: args => canTag(args) && chosen(args).some(cell => cellStages(cell.model).length > 0),
    execute: args => inPanel(undefined, panel => removeStages(panel, chosen(args)))
  });

  commands.addCommand(CommandIDs.undoTag, {
    label: trans.__('Undo the last change of stages'),
    isEnabled: () => inPanel(false, canUndoTags),
    execute: () => inPanel(undefined, undoTags)
  });

  commands.addCommand(CommandIDs.chooseStage, {
    label: trans.__('Choose stages of the cell…'),
    caption,
    icon: stageIcon,
    isEnabled: canTag,
    execute: () => {
      const cell = inPanel<Cell | null>(null, panel => panel.content.activeCell);
      if (cell !== null) {
        menu ??= stageMenu(commands);
        const anchor = anchorOf(cell.node);
        menu.open(anchor.left, anchor.bottom);
      }
    }
  });
}

function stageOf(args: Args): string {
  return String(args['stage'] ?? '');
}

/** Return the element that the menu opens at: the one that was clicked, else the cell's input. */
function anchorOf(cell: HTMLElement): DOMRect {
  const focused = document.activeElement;
  const isOurs = focused instanceof HTMLElement && cell.contains(focused) && focused.closest('.nb2svc-Opener') !== null;
  return (isOurs ? focused : (cell.querySelector('.jp-InputArea-editor') ?? cell)).getBoundingClientRect();
}

function stageMenu(commands: CommandRegistry): MenuSvg {
  const menu = new MenuSvg({ commands });
  for (const stage of STAGES) {
    menu.addItem({ command: CommandIDs.toggleStage, args: { stage } });
  }
  menu.addItem({ type: 'separator' });
  menu.addItem({ command: CommandIDs.removeStages });
  menu.addItem({ command: CommandIDs.undoTag });
  return menu;
}
