/** What the cells themselves can show of the service. */
import { UseSignal } from '@jupyterlab/ui-components';
import React from 'react';

import { CheckCommandIDs } from '../checking/commands.js';
import { SuggestCommandIDs } from '../suggesting/commands.js';
import type { ISectionProps } from './workbench.js';

export function View({ bench }: ISectionProps): JSX.Element {
  const { commands } = bench.app;
  const button = (id: string) => (
    <button
      type="button"
      className="nb2svc-Button"
      title={commands.caption(id)}
      disabled={!commands.isEnabled(id)}
      aria-pressed={commands.isToggleable(id) ? commands.isToggled(id) : undefined}
      onClick={() => void commands.execute(id)}
    >
      {commands.label(id)}
    </button>
  );
  return (
    <UseSignal signal={commands.commandChanged}>
      {() => (
        <div>
          {button(CheckCommandIDs.showServed)}
          {button(SuggestCommandIDs.suggestTags)}
        </div>
      )}
    </UseSignal>
  );
}
