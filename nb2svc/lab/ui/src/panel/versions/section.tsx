/** What has been built of the notebook in front, newest first; what was built under other names comes after its own. */
import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useState } from 'react';

import { useFresh } from '../fresh.js';
import type { ISectionProps, IWorkbench } from '../workbench.js';
import { type IServiceVersions, type IVersions, newestFirst } from './answers.js';
import { Compare } from './compare.js';
import { Version } from './version.js';

const MOST = 3; // of a service, until somebody asks for all

export function Versions({ bench, path }: ISectionProps): JSX.Element {
  const { trans } = bench;
  const { answer, failure } = useFresh<IVersions>(
    bench,
    `versions?path=${encodeURIComponent(path)}`,
    change => change.kind === 'alias' || (change.kind === 'build' && change.state === 'published')
  );
  if (answer === undefined) {
    return failure === undefined ? <></> : <p className="nb2svc-Failure">{failure}</p>;
  }
  const all = [answer, ...answer.others].filter(service => service.versions.length > 0);
  if (all.length === 0) {
    return <p className="nb2svc-Hint">{trans.__('Nothing has been built of this notebook yet.')}</p>;
  }
  return (
    <>
      {failure !== undefined && <p className="nb2svc-Failure">{failure}</p>}
      {all.map(service => (
        <Service key={service.service} bench={bench} service={service} isOwn={service.service === answer.service} />
      ))}
      <Compare key={path} bench={bench} services={all} />
    </>
  );
}

interface IServiceProps {
  readonly bench: IWorkbench;
  readonly service: IServiceVersions;
  readonly isOwn: boolean;
}

function Service({ bench, service, isOwn }: IServiceProps): JSX.Element {
  const [isWhole, setWhole] = useState(false);
  const { trans } = bench;
  const newest = newestFirst(service);
  const shown = isWhole ? newest : newest.slice(0, MOST);
  return (
    <>
      {!isOwn && <p className="nb2svc-Hint">{trans.__('Built under another name:')}</p>}
      <ul className="nb2svc-Versions">
        {shown.map(version => (
          <Version key={version.version} bench={bench} service={service} version={version} />
        ))}
      </ul>
      {shown.length < newest.length && <More count={newest.length} onClick={() => setWhole(true)} trans={trans} />}
    </>
  );
}

interface IMoreProps {
  readonly count: number;
  readonly onClick: () => void;
  readonly trans: TranslationBundle;
}

function More({ count, onClick, trans }: IMoreProps): JSX.Element {
  return (
    <button type="button" className="nb2svc-Link" onClick={onClick}>
      {trans.__('Show all %1 versions', count)}
    </button>
  );
}
