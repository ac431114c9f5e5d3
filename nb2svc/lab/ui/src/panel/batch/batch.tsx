/** Answers a whole table with a version: what it asks for, and the last runs with their reports. */
import React, { useState } from 'react';

import { useFresh } from '../fresh.js';
import type { ISectionProps } from '../workbench.js';
import type { IBatchForm, IRun } from './answers.js';
import { BatchForm } from './form.js';
import { Runs } from './runs.js';

export function Batch({ bench, path }: ISectionProps): JSX.Element {
  const { trans } = bench;
  const [version, setVersion] = useState('');
  const [started, setStarted] = useState('');
  const query = `path=${encodeURIComponent(path)}`;
  const form = useFresh<IBatchForm>(
    bench,
    `batches/form?${query}&version=${encodeURIComponent(version)}`,
    change => (change.kind === 'build' || change.kind === 'batch') && change.state !== 'running',
    true
  );
  const runs = useFresh<readonly IRun[]>(bench, `batches?${query}`, change => change.kind === 'batch');
  const refused = runs.answer?.find(run => run.id === started)?.error?.fields;
  const failure = form.failure ?? runs.failure;
  return (
    <>
      {failure !== undefined && <p className="nb2svc-Failure">{failure}</p>}
      {form.answer?.version === null && (
        <p className="nb2svc-Hint">{trans.__('There is no version yet: build the notebook, then a whole table can be answered.')}</p>
      )}
      {form.answer?.input && (
        <BatchForm bench={bench} path={path} form={form.answer} refused={refused} onVersion={setVersion} onStart={setStarted} />
      )}
      {runs.answer && runs.answer.length > 0 && <Runs bench={bench} runs={runs.answer} />}
    </>
  );
}
