/** Build: the parameters, the button, and how the newest build stands, whichever tab has ordered it. */
import { UseSignal } from '@jupyterlab/ui-components';
import React, { useEffect } from 'react';

import { Fields, keyOf, ofParameters } from '../fields.js';
import { useFresh } from '../fresh.js';
import { Words } from '../words.js';
import type { ISectionProps } from '../workbench.js';
import type { BuildDesk } from './desk.js';
import { buildsOf, type IBuild } from './facts.js';
import { BuildView } from './view.js';

export function Build({ bench, panel, path }: ISectionProps): JSX.Element {
  const desk = bench.deskOf(panel);
  const checker = bench.checkerOf(panel);
  useEffect(() => {
    const refresh = () => void desk.refresh();
    refresh();
    checker.changed.connect(refresh); // it has waited until nobody types
    return () => void checker.changed.disconnect(refresh);
  }, [desk, checker]);
  const { answer, failure } = useFresh<readonly IBuild[]>(bench, buildsOf(path), ({ kind, path: of }) => kind === 'build' && of === path);
  const newest = answer?.[0];
  return (
    <UseSignal signal={desk.changed}>
      {() => (
        <>
          <Order bench={bench} desk={desk} panel={panel} path={path} isRunning={newest?.state === 'running'} />
          {failure !== undefined && (
            <p className="nb2svc-Failure" role="alert">
              {failure}
            </p>
          )}
          {newest !== undefined && <BuildView key={newest.id} bench={bench} build={newest} desk={desk} panel={panel} />}
        </>
      )}
    </UseSignal>
  );
}

function Order(props: ISectionProps & { readonly desk: BuildDesk; readonly isRunning: boolean }): JSX.Element {
  const { bench, desk, isRunning } = props;
  const { trans } = bench;
  const order = (event: React.FormEvent) => {
    event.preventDefault();
    void desk.start();
  };
  const name = {
    name: 'name',
    kind: 'text',
    type: trans.__('name of the service'),
    about: '',
    entry: desk.service,
    choices: null
  };
  return (
    <form onSubmit={order} noValidate>
      <Fields
        fields={desk.fields}
        entries={ofParameters(desk.entries)}
        faults={ofParameters(desk.faults)}
        onEntry={(parameter, entry) => desk.enter(keyOf(parameter), entry)}
        trans={trans}
      />
      <details className="nb2svc-More" open={desk.faults['name'] === undefined ? undefined : true}>
        <summary>{trans.__('Options')}</summary>
        <Fields
          fields={[name]}
          entries={desk.entries}
          faults={desk.faults}
          onEntry={(key, entry) => desk.enter(key, entry)}
          trans={trans}
        />
      </details>
      <button type="submit" className="nb2svc-Button" data-kind="primary" disabled={isRunning || desk.isStarting}>
        {trans.__('Build')}
      </button>
      {desk.refusal !== '' && Object.keys(desk.faults).length === 0 && (
        <p className="nb2svc-Failure" role="alert">
          <Words text={desk.refusal} />
        </p>
      )}
    </form>
  );
}
