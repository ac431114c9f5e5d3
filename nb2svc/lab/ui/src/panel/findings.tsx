/** All findings of the notebook in front, those of the whole of it first; a click goes to the place. */
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import { UseSignal } from '@jupyterlab/ui-components';
import React from 'react';

import type { Checker } from '../checking/checker.js';
import { type IFinding, inOrder } from '../checking/findings.js';
import { severityWord } from '../checking/marks.js';
import { goTo } from '../editor/places.js';
import { Words } from './words.js';
import type { ISectionProps } from './workbench.js';

export function Findings({ bench, panel }: ISectionProps): JSX.Element {
  const checker = bench.checkerOf(panel);
  return <UseSignal signal={checker.changed}>{() => <List checker={checker} bench={bench} panel={panel} />}</UseSignal>;
}

function List({ checker, bench, panel }: Omit<ISectionProps, 'path'> & { readonly checker: Checker }): JSX.Element {
  const { trans } = bench;
  switch (checker.state) {
    case 'idle':
      return <p className="nb2svc-Hint">{trans.__('No cell has a stage yet: tag the cells that make the service.')}</p>;
    case 'off':
      return <p className="nb2svc-Hint">{trans.__('Checking is switched off in the settings.')}</p>;
    case 'refused':
    case 'absent':
      return (
        <p role="alert" className="nb2svc-Failure">
          <Words text={checker.reason} />
        </p>
      );
    case 'checked':
      break;
  }
  if (checker.findings.length === 0) {
    return <p className="nb2svc-Hint">{trans.__('Nothing is in the way of a service.')}</p>;
  }
  return <FindingList findings={checker.findings} panel={panel} trans={trans} />;
}

interface IListProps {
  readonly findings: readonly IFinding[];
  readonly panel: NotebookPanel;
  readonly trans: TranslationBundle;
}

/** Findings with links to their places. */
export function FindingList({ findings, panel, trans }: IListProps): JSX.Element {
  const sorted = [...findings].sort((left, right) => (left.index ?? -1) - (right.index ?? -1) || inOrder(left, right));
  const placeOf = ({ index, line }: IFinding) =>
    line > 0 ? trans.__('cell %1, line %2', (index ?? 0) + 1, line) : trans.__('cell %1', (index ?? 0) + 1);
  return (
    <ul className="nb2svc-Findings">
      {sorted.map((finding, position) => (
        <li key={`${position} ${finding.code}`} data-severity={finding.severity}>
          <strong>{`${severityWord(finding, trans)} ${finding.code}`}</strong>{' '}
          {finding.index !== null && (
            <button type="button" className="nb2svc-Link" onClick={() => void goTo(panel, finding.index ?? 0, finding.line)}>
              {placeOf(finding)}
            </button>
          )}{' '}
          <Words text={finding.message} />
          {finding.hint !== '' && (
            <div className="nb2svc-Hint">
              <Words text={finding.hint} />
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}
