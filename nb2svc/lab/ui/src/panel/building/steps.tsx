/** The steps of a build with their times, and the cell that runs, which is marked in the notebook, too. */
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useRef, useState } from 'react';

import { goTo } from '../../editor/places.js';
import type { IBuild, IStep } from './facts.js';

interface IStepsProps {
  readonly build: IBuild;
  readonly panel: NotebookPanel;
  readonly trans: TranslationBundle;
}

const MARKS = { waiting: '○', started: '▸', done: '✓', failed: '✗' } as const;
const RUNS = 'nb2svc-mod-running';

export function Steps({ build, panel, trans }: IStepsProps): JSX.Element {
  const since = useSince(build);
  const cellId = build.cells?.cell_id ?? null;
  useEffect(() => {
    const cell = panel.content.widgets.find(each => each.model.id === cellId);
    cell?.addClass(RUNS);
    return () => cell?.removeClass(RUNS);
  }, [panel, cellId]);
  const total = build.steps.reduce((sum, step) => sum + secondsOf(step, since), 0);
  return (
    <>
      <ol className="nb2svc-Steps">
        {build.steps.map(step => (
          <li key={step.step} data-state={step.state}>
            <span aria-hidden="true">{MARKS[step.state]}</span> {wordOf(step, trans)}
            <span className="nb2svc-Seen">{` (${stateOf(step, trans)})`}</span>
            <span className="nb2svc-Hint">
              {step.detail !== '' && ` ${step.detail}`}
              {step.seconds !== null && ` ${trans.__('%1 s', secondsOf(step, since).toFixed(1))}`}
            </span>
          </li>
        ))}
      </ol>
      {build.state === 'running' && build.cells !== null && <Cells build={build} panel={panel} trans={trans} />}
      <p className="nb2svc-Hint">{trans.__('%1 seconds in all', total.toFixed(build.state === 'running' ? 0 : 1))}</p>
    </>
  );
}

function Cells({ build, panel, trans }: IStepsProps): JSX.Element {
  const index = panel.content.widgets.findIndex(each => each.model.id === build.cells?.cell_id);
  return (
    <p>
      {typeof build.cells?.total === 'number' && (
        <progress max={build.cells.total} value={build.cells.done} aria-label={trans.__('cells that have run')} />
      )}{' '}
      {index >= 0 && (
        <button type="button" className="nb2svc-Link" onClick={() => void goTo(panel, index)}>
          {trans.__('cell %1 is running', index + 1)}
        </button>
      )}
    </p>
  );
}

/** Return the seconds since a build was told of, counting on while it runs. */
function useSince(build: IBuild): number {
  const told = useRef({ build, at: performance.now() });
  if (told.current.build !== build) {
    told.current = { build, at: performance.now() };
  }
  const [, setTurn] = useState(0);
  useEffect(() => {
    const timer = build.state === 'running' ? window.setInterval(() => setTurn(old => old + 1), 1000) : undefined;
    return () => window.clearInterval(timer);
  }, [build.state]);
  return (performance.now() - told.current.at) / 1000;
}

function secondsOf(step: IStep, since: number): number {
  return (step.seconds ?? 0) + (step.state === 'started' ? since : 0);
}

function wordOf(step: IStep, trans: TranslationBundle): string {
  switch (step.step) {
    case 'compile':
      return trans.__('Compile');
    case 'run':
      return trans.__('Run the notebook');
    case 'verify':
      return trans.__('Compare with the notebook');
    case 'publish':
      return trans.__('Publish');
    default:
      return step.step;
  }
}

function stateOf(step: IStep, trans: TranslationBundle): string {
  switch (step.state) {
    case 'waiting':
      return trans.__('waiting');
    case 'started':
      return trans.__('running');
    case 'done':
      return trans.__('done');
    case 'failed':
      return trans.__('not done');
  }
}
