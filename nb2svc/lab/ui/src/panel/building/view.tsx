/** One build: its steps while it goes on, and how it ended. */
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useEffect, useState } from 'react';

import { FindingList } from '../findings.js';
import { useFresh } from '../fresh.js';
import { Words } from '../words.js';
import type { IWorkbench } from '../workbench.js';
import type { BuildDesk } from './desk.js';
import type { IBuild, IVersion } from './facts.js';
import { Steps } from './steps.js';

interface IBuildProps {
  readonly bench: IWorkbench;
  readonly build: IBuild;
  readonly desk: BuildDesk;
  readonly panel: NotebookPanel;
}

export function BuildView({ bench, build, desk, panel }: IBuildProps): JSX.Element {
  const { trans } = bench;
  const isRunning = build.state === 'running';
  const checker = bench.checkerOf(panel);
  useEffect(() => {
    const cells = desk.cellsOf(build.id);
    if (cells !== undefined && build.state !== 'running') {
      checker.tell(cells, build.error?.diagnostics ?? []);
    }
    // what a build that is over has found is told once, though each answer holds it anew
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [build.state, build.id, checker, desk]);
  return (
    <div className="nb2svc-Build" data-state={build.state}>
      <p role="status">
        <Verdict build={build} trans={trans} />
      </p>
      {isRunning && (
        <button type="button" className="nb2svc-Button" onClick={() => void desk.cancel(build.id)}>
          {trans.__('Cancel')}
        </button>
      )}
      <Steps build={build} panel={panel} trans={trans} />
      {build.version !== null && <Verification version={build.version} trans={trans} />}
      {build.error !== null && (
        <>
          <p className="nb2svc-Failure">
            <Words text={build.error.message} />
          </p>
          <FindingList findings={build.error.diagnostics} panel={panel} trans={trans} />
          {build.error.can_allow.map(code => (
            <label key={code}>
              <input type="checkbox" checked={desk.allowed.includes(code)} onChange={event => desk.allow(code, event.target.checked)} />{' '}
              {trans.__('Publish in spite of %1; the version records it', code)}
            </label>
          ))}
        </>
      )}
      <Printed bench={bench} build={build} />
    </div>
  );
}

/** How it stands, in a word. */
function Verdict({ build, trans }: { readonly build: IBuild; readonly trans: TranslationBundle }): JSX.Element {
  switch (build.state) {
    case 'running':
      return <>{trans.__('A build is running.')}</>;
    case 'published':
      return (
        <>
          {trans.__('Published as')} <strong>{build.version?.version}</strong>
        </>
      );
    case 'failed':
      return <>{trans.__('The build failed; nothing is published.')}</>;
    case 'cancelled':
      return <>{trans.__('The build was cancelled; nothing is published.')}</>;
    case 'interrupted':
      return <>{trans.__('The build was interrupted; nothing is published.')}</>;
  }
}

/** How a version was proven, in a sentence; each comparison is told with the version. */
function Verification({ version, trans }: { readonly version: IVersion; readonly trans: TranslationBundle }): JSX.Element {
  const equal = version.checks.filter(check => check.passed).length;
  return (
    <>
      <p>{trans.__('The service answers as the notebook does in %1 of %2 comparisons.', equal, version.checks.length)}</p>
      {version.allowed.length > 0 && (
        <p className="nb2svc-Failure">{trans.__('It was published in spite of %1.', version.allowed.join(', '))}</p>
      )}
    </>
  );
}

/** What the notebook printed, asked for when somebody wants to see it. */
function Printed({ bench, build }: { readonly bench: IWorkbench; readonly build: IBuild }): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="nb2svc-More" onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>{bench.trans.__('What the notebook printed')}</summary>
      {isOpen && <Output bench={bench} id={build.id} state={build.state} />}
    </details>
  );
}

const OFTEN = 1000; // ms; what is printed is no event

function Output(props: { readonly bench: IWorkbench; readonly id: string; readonly state: string }): JSX.Element {
  const { bench, id, state } = props;
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    const timer = state === 'running' ? window.setInterval(() => setTurn(old => old + 1), OFTEN) : undefined;
    return () => window.clearInterval(timer);
  }, [state]);
  const { answer, failure } = useFresh<IBuild>(bench, `builds/${id}`, change => change.id === id, false, turn);
  // a box that scrolls has to be reached with keys
  return (
    <pre className="nb2svc-Output" role="group" tabIndex={0} aria-label={bench.trans.__('What the notebook printed')}>
      {failure ?? (answer?.output || bench.trans.__('(nothing)'))}
    </pre>
  );
}
