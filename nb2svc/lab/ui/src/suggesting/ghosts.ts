/** Shows proposals on their cells: the badges that they would have, dashed, with what to do about them. */
import type { Cell } from '@jupyterlab/cells';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Widget } from '@lumino/widgets';

import { aboveInput } from '../editor/places.js';
import { element, withCode } from '../editor/words.js';
import type { IProposal, Proposals } from './proposals.js';

/** What can be done about a proposal. */
export interface IActions {
  accept(proposal: IProposal): void;
  dismiss(proposal: IProposal): void;
  acceptAll(): void;
  /** Go to the next proposal, or the one before. */
  move(step: 1 | -1): void;
  /** Go back to the cell. */
  leave(): void;
}

/** The proposal for one cell. */
class Ghost extends Widget {
  constructor(
    private readonly _actions: IActions,
    private readonly _trans: TranslationBundle
  ) {
    super();
    this.addClass('nb2svc-Proposal');
    this.node.setAttribute('role', 'group');
    // letters and arrows are ours while the focus is in here
    this.node.dataset['lmSuppressShortcuts'] = 'true';
    this.node.addEventListener('keydown', event => this._act(event));
  }

  /** Show a proposal, or none. */
  tell(proposal: IProposal | undefined, hasAll: boolean): void {
    this.setHidden(proposal === undefined);
    if (proposal === undefined) {
      this.node.replaceChildren();
      return;
    }
    const trans = this._trans;
    this.node.setAttribute('aria-label', trans.__('Proposed stages: %1', proposal.stages.join(', ')));
    const badges = proposal.stages.map(stage => {
      const badge = element('span', stage);
      badge.className = 'nb2svc-Badge nb2svc-mod-proposed';
      badge.dataset['stage'] = stage;
      return badge;
    });
    const why = element('span', '', withCode(proposal.why));
    why.className = 'nb2svc-Hint';
    this.node.replaceChildren(
      ...badges,
      button(trans.__('Accept'), () => this._actions.accept(proposal)),
      button(trans.__('Dismiss'), () => this._actions.dismiss(proposal)),
      ...(hasAll ? [button(trans.__('Accept all'), () => this._actions.acceptAll())] : []),
      why
    );
  }

  private _act(event: KeyboardEvent): void {
    const steps: Readonly<Record<string, () => void>> = {
      ArrowDown: () => this._actions.move(1),
      ArrowUp: () => this._actions.move(-1),
      Escape: () => this._actions.leave()
    };
    const step = steps[event.key];
    if (step !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      step();
    }
  }
}

/** Keep proposals on the cells of a notebook. */
export function showProposals(proposals: Proposals, actions: IActions, trans: TranslationBundle): void {
  const notebook = proposals.panel.content;
  const ghosts = new WeakMap<Cell, Ghost>();
  proposals.changed.connect(() => {
    const { open } = proposals;
    for (const cell of notebook.widgets) {
      const proposal = proposals.of(cell.model);
      let ghost = ghosts.get(cell);
      if (ghost === undefined && proposal !== undefined) {
        ghost = new Ghost(actions, trans);
        ghosts.set(cell, ghost);
        aboveInput(cell, ghost);
      }
      ghost?.tell(proposal, open.length > 1 && proposal === open[0]);
    }
  });
}

/** Put the focus on what is to be decided of a cell. */
export function focusProposal(cell: Cell): void {
  cell.node.querySelector<HTMLButtonElement>('.nb2svc-Proposal button')?.focus();
}

function button(text: string, act: () => void): HTMLElement {
  const node = element('button', text) as HTMLButtonElement;
  node.type = 'button';
  node.className = 'nb2svc-Button';
  node.onclick = act;
  return node;
}
