/** The last runs of a service: how they stand, what they answered, their reports. */
import { Time } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useState } from 'react';

import { wordsOf } from '../fresh.js';
import { Words } from '../words.js';
import type { IWorkbench } from '../workbench.js';
import type { IRun } from './answers.js';
import { openReport } from './report.js';

const SHOWN_AT_FIRST = 5;

export function Runs({ bench, runs }: { readonly bench: IWorkbench; readonly runs: readonly IRun[] }): JSX.Element {
  const { trans } = bench;
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? runs : runs.slice(0, SHOWN_AT_FIRST);
  return (
    <>
      <h3>{trans.__('Last runs')}</h3>
      <ul className="nb2svc-Runs">
        {shown.map(run => (
          <Run key={run.id} bench={bench} run={run} />
        ))}
      </ul>
      {shown.length < runs.length && (
        <button type="button" className="nb2svc-Link" onClick={() => setWhole(true)}>
          {trans._n('Show %1 more', 'Show %1 more', runs.length - shown.length)}
        </button>
      )}
    </>
  );
}

function Run({ bench, run }: { readonly bench: IWorkbench; readonly run: IRun }): JSX.Element {
  const { trans } = bench;
  const [failure, setFailure] = useState('');
  const cancel = () => {
    setFailure('');
    bench.server.ask('DELETE', `batches/${run.id}`).catch((error: unknown) => setFailure(wordsOf(error)));
  };
  return (
    <li data-state={run.state} data-run={run.id}>
      <div>
        <strong>{stateOf(run, trans)}</strong> {run.version || run.service}{' '}
        <time className="nb2svc-Hint" dateTime={run.started} title={new Date(run.started).toLocaleString()}>
          {Time.formatHuman(run.started)}
        </time>
      </div>
      <div className="nb2svc-Hint">
        <code>{run.input}</code> → <code>{run.output}</code>
      </div>
      {run.rows !== null && <div>{countsOf(run, trans)}</div>}
      {run.state === 'running' && <Progress run={run} trans={trans} />}
      {run.message !== '' && run.state !== 'cancelled' && (
        <div className="nb2svc-Failure">
          <Words text={run.message} />
        </div>
      )}
      {run.has_report && (
        <button type="button" className="nb2svc-Button" onClick={() => openReport(bench, run)}>
          {trans.__('Open report')}
        </button>
      )}
      {run.state === 'running' && (
        <button type="button" className="nb2svc-Button" onClick={cancel}>
          {trans.__('Cancel')}
        </button>
      )}
      <div role="alert" className="nb2svc-Failure">
        {failure !== '' && <Words text={failure} />}
      </div>
    </li>
  );
}

function Progress({ run, trans }: { readonly run: IRun; readonly trans: TranslationBundle }): JSX.Element {
  const step = run.steps.find(each => each.state === 'started');
  const done = run.cells?.total ? { value: run.cells.done, max: run.cells.total } : {};
  return (
    <>
      <progress {...done} aria-label={trans.__('Progress of the run')} />
      <div className="nb2svc-Hint">
        {step?.detail || (run.steps.length > 0 ? trans.__('starting') : trans.__('started elsewhere'))} · {secondsOf(run, trans)}
      </div>
    </>
  );
}

function stateOf({ state, schedule }: IRun, trans: TranslationBundle): string {
  const words: Record<string, string> = {
    'running': trans.__('running'),
    'done': trans.__('done'),
    'failed': trans.__('failed'),
    'timed-out': trans.__('timed out'),
    'died': trans.__('died'),
    'cancelled': trans.__('cancelled')
  };
  return schedule === '' ? (words[state] ?? state) : `${words[state] ?? state} (${schedule})`;
}

function countsOf(run: IRun, trans: TranslationBundle): string {
  const [rows, scored, rejected] = [run.rows ?? 0, run.scored ?? 0, run.rejected ?? 0].map(count => count.toLocaleString());
  const answered = trans.__('%1 of %2 rows answered', scored, rows);
  const without = run.rejected ? [trans.__('%1 without an answer', rejected)] : [];
  return [answered, ...without, secondsOf(run, trans)].join(', ');
}

function secondsOf(run: IRun, trans: TranslationBundle): string {
  return trans.__('%1 s', run.seconds.toLocaleString());
}
