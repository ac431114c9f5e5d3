/** Chooses two versions to be compared. */
import React, { useState } from 'react';

import type { IWorkbench } from '../workbench.js';
import { type IServiceVersions, newestFirst } from './answers.js';
import { openDiff } from './tab.js';

interface IProps {
  readonly bench: IWorkbench;
  readonly services: readonly IServiceVersions[];
}

/** Two versions and a button; the newest is compared with the one before it unless somebody says otherwise. */
export function Compare({ bench, services }: IProps): JSX.Element {
  const { trans } = bench;
  const names = services.flatMap(service => newestFirst(service).map(version => version.version));
  const [chosen, choose] = useState<{ readonly old?: string; readonly new?: string }>({});
  const old = chosen.old ?? names[1];
  const now = chosen.new ?? names[0];
  if (old === undefined || now === undefined) {
    return <></>;
  }
  const options = names.map(name => (
    <option key={name} value={name}>
      {name}
    </option>
  ));
  return (
    <fieldset className="nb2svc-Compare">
      <legend>{trans.__('Compare')}</legend>
      <label>
        {trans.__('old')}
        <select value={old} onChange={event => choose({ ...chosen, old: event.target.value })}>
          {options}
        </select>
      </label>
      <label>
        {trans.__('new')}
        <select value={now} onChange={event => choose({ ...chosen, new: event.target.value })}>
          {options}
        </select>
      </label>
      <button type="button" className="nb2svc-Button" onClick={() => openDiff(bench, old, now)}>
        {trans.__('Show differences')}
      </button>
    </fieldset>
  );
}
