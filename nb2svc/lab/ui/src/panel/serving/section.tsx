/** Serve: start the service of a version, see how it is, try it, stop it. */
import React, { useState } from 'react';

import { useFresh, wordsOf } from '../fresh.js';
import type { IVersions } from '../versions/answers.js';
import type { ISectionProps, IWorkbench } from '../workbench.js';
import type { IService } from './facts.js';
import { Try } from './try.js';

const isGoing = ({ state }: IService) => state === 'starting' || state === 'running';

export function Serve({ bench, path }: ISectionProps): JSX.Element {
  const { trans } = bench;
  const versions = useVersions(bench, path);
  const { answer: services, failure } = useFresh<readonly IService[]>(bench, 'services', ({ kind }) => kind === 'service');
  const [chosen, choose] = useState<string>();
  const [refusal, refuse] = useState('');

  const own = (services ?? []).filter(each => versions.includes(each.version));
  const version = chosen !== undefined && versions.includes(chosen) ? chosen : (own.find(isGoing)?.version ?? versions[0]);
  if (version === undefined) {
    return <p className="nb2svc-Hint">{trans.__('There is no version yet: build one.')}</p>;
  }
  const service = own.find(each => each.version === version);
  const send = (method: 'POST' | 'DELETE', route: string, body?: object) => {
    refuse('');
    bench.server.ask(method, route, body).catch((error: unknown) => refuse(wordsOf(error)));
  };
  return (
    <>
      <label className="nb2svc-Choice">
        {trans.__('Version')}
        <select value={version} onChange={event => choose(event.target.value)}>
          {versions.map(each => (
            <option key={each} value={each}>
              {own.some(other => other.version === each && isGoing(other)) ? trans.__('%1 (served)', each) : each}
            </option>
          ))}
        </select>
      </label>
      {service !== undefined && isGoing(service) ? (
        <button type="button" className="nb2svc-Button" onClick={() => send('DELETE', `services/${service.id}`)}>
          {trans.__('Stop')}
        </button>
      ) : (
        <button type="button" className="nb2svc-Button" data-kind="primary" onClick={() => send('POST', 'services', { version })}>
          {trans.__('Serve')}
        </button>
      )}
      {service !== undefined && <State bench={bench} service={service} />}
      {[refusal, failure].map(
        words =>
          words && (
            <p key={words} className="nb2svc-Failure" role="alert">
              {words}
            </p>
          )
      )}
      {service?.state === 'running' && <Try key={service.id} bench={bench} service={service} />}
    </>
  );
}

function State({ bench, service }: { readonly bench: IWorkbench; readonly service: IService }): JSX.Element {
  const { server, trans } = bench;
  const words = {
    starting: trans.__('%1 starts', service.version),
    running: trans.__('%1 answers', service.version),
    failed: trans.__('%1 failed', service.version),
    ended: trans.__('%1 was stopped', service.version)
  }[service.state];
  return (
    <>
      <p className="nb2svc-Service" role="status" data-state={service.state}>
        {words}
        {service.state === 'running' && (
          <>
            {': '}
            <a className="nb2svc-Link" href={`${server.url('services', service.id, 'proxy')}/`} target="_blank" rel="noopener">
              {trans.__('its own page')}
            </a>
          </>
        )}
      </p>
      {service.error !== null && (
        <pre className="nb2svc-Output" role="group" tabIndex={0} aria-label={trans.__('What the service said')}>
          {service.error.message}
        </pre>
      )}
    </>
  );
}

/** Return the versions of a notebook, whatever they are called, newest first. */
function useVersions(bench: IWorkbench, path: string): readonly string[] {
  const { answer } = useFresh<IVersions>(
    bench,
    `versions?path=${encodeURIComponent(path)}`,
    change => change.kind === 'build' && change.state === 'published'
  );
  const all = answer === undefined ? [] : [answer, ...answer.others].flatMap(({ versions }) => versions);
  return [...all].sort((left, right) => right.created.localeCompare(left.created) || right.number - left.number).map(({ version }) => version);
}
