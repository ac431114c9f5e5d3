/** The commands of proposals: ask for them, go from one to the next, accept or dismiss them. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import type { Cell } from '@jupyterlab/cells';
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';

import { goTo } from '../editor/places.js';
import type { Server } from '../server/server.js';
import { isReadOnly } from '../tagging/tagging.js';
import { focusProposal, type IActions, showProposals } from './ghosts.js';
import { suggestIcon } from './icon.js';
import { type IProposal, Proposals } from './proposals.js';

/** Names of commands, as settings and other extensions use them. */
export const SuggestCommandIDs = {
  suggestTags: 'nb2svc:suggest-tags',
  next: 'nb2svc:next-suggestion',
  previous: 'nb2svc:previous-suggestion',
  accept: 'nb2svc:accept-suggestion',
  dismiss: 'nb2svc:dismiss-suggestion',
  acceptAll: 'nb2svc:accept-all-suggestions',
  dismissAll: 'nb2svc:dismiss-all-suggestions'
} as const;

/** Add the commands. */
export function addSuggestCommands(
  app: JupyterFrontEnd,
  tracker: INotebookTracker,
  server: Server,
  trans: TranslationBundle
): void {
  const { commands } = app;
  const known = new WeakMap<NotebookPanel, Desk>();
  const front = (): Desk | undefined => {
    const panel = tracker.currentWidget;
    if (panel === null) {
      return undefined;
    }
    const desk = known.get(panel) ?? new Desk(panel, server, trans);
    known.set(panel, desk);
    return desk;
  };
  const isLocked = () => tracker.currentWidget !== null && isReadOnly(tracker.currentWidget);

  commands.addCommand(SuggestCommandIDs.suggestTags, {
    label: args => (args['toolbar'] === true ? '' : trans.__('Suggest stages for cells')),
    caption: () =>
      isLocked() ? trans.__('The notebook is read-only') : trans.__('Suggest stages for cells that have none'),
    icon: suggestIcon,
    isEnabled: () => tracker.currentWidget !== null && !isLocked(),
    execute: () => front()?.ask()
  });
  const add = (id: string, label: string, act: (desk: Desk) => unknown) =>
    commands.addCommand(id, {
      label,
      isEnabled: () => (front()?.proposals.open.length ?? 0) > 0,
      execute: () => {
        const desk = front();
        return desk === undefined ? undefined : act(desk);
      }
    });
  add(SuggestCommandIDs.next, trans.__('Next suggested stage'), desk => desk.move(1));
  add(SuggestCommandIDs.previous, trans.__('Previous suggested stage'), desk => desk.move(-1));
  add(SuggestCommandIDs.accept, trans.__('Accept the suggested stage of the cell'), desk => desk.here(desk.accept));
  add(SuggestCommandIDs.dismiss, trans.__('Dismiss the suggested stage of the cell'), desk => desk.here(desk.dismiss));
  add(SuggestCommandIDs.acceptAll, trans.__('Accept all suggested stages'), desk => desk.acceptAll());
  add(SuggestCommandIDs.dismissAll, trans.__('Dismiss all suggested stages'), desk =>
    desk.proposals.dismiss(desk.proposals.open)
  );
}

/** Proposals of one notebook, and where the person is among them. */
class Desk implements IActions {
  constructor(
    private readonly _panel: NotebookPanel,
    server: Server,
    private readonly _trans: TranslationBundle
  ) {
    this.proposals = new Proposals(_panel, server);
    showProposals(this.proposals, this, _trans);
  }

  readonly proposals: Proposals;

  async ask(): Promise<void> {
    try {
      await this.proposals.ask();
    } catch (error) {
      Notification.error(error instanceof Error ? error.message : String(error), { autoClose: 5000 });
      return;
    }
    if (this.proposals.open.length === 0) {
      Notification.info(this._trans.__('There is no stage to suggest for any cell.'), { autoClose: 5000 });
    } else {
      await this._goTo(this.proposals.open[0]);
    }
  }

  readonly accept = (proposal: IProposal): void => {
    const next = this._after(proposal);
    this.proposals.accept([proposal]);
    void this._goTo(next);
  };

  readonly dismiss = (proposal: IProposal): void => {
    const next = this._after(proposal);
    this.proposals.dismiss([proposal]);
    void this._goTo(next);
  };

  acceptAll(): void {
    this.proposals.accept(this.proposals.open);
    this.leave();
  }

  move(step: 1 | -1): void {
    const { open } = this.proposals;
    const at = this._indexOf(this._panel.content.activeCell);
    const others = open.filter(({ cell }) => (this._index(cell) - at) * step > 0);
    void this._goTo(step > 0 ? (others[0] ?? open[0]) : (others[others.length - 1] ?? open[open.length - 1]));
  }

  leave(): void {
    this._panel.content.activate();
  }

  /** Do something about the proposal of the active cell. */
  here(act: (proposal: IProposal) => void): void {
    const cell = this._panel.content.activeCell;
    const proposal = cell === null ? undefined : this.proposals.of(cell.model);
    if (proposal !== undefined) {
      act(proposal);
    }
  }

  private _after(proposal: IProposal): IProposal | undefined {
    const { open } = this.proposals;
    const rest = open.filter(each => each !== proposal);
    return rest.find(({ cell }) => this._index(cell) > this._index(proposal.cell)) ?? rest[0];
  }

  private async _goTo(proposal: IProposal | undefined): Promise<void> {
    if (proposal === undefined) {
      this.leave();
      return;
    }
    const index = this._index(proposal.cell);
    await goTo(this._panel, index);
    const cell = this._panel.content.widgets[index];
    if (cell !== undefined) {
      focusProposal(cell);
    }
  }

  private _index(cell: IProposal['cell']): number {
    return this._panel.content.widgets.findIndex(each => each.model === cell);
  }

  private _indexOf(cell: Cell | null): number {
    return cell === null ? -1 : this._panel.content.widgets.indexOf(cell);
  }
}
