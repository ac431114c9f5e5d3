/** One version: when it was built, its metrics, what was checked, and what it is called. */
import { Dialog, showDialog } from '@jupyterlab/apputils';
import { Time } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useState } from 'react';

import { wordsOf } from '../fresh.js';
import type { IWorkbench } from '../workbench.js';
import { aliasesOf, type IServiceVersions, type IVersion, write } from './answers.js';

const CHAMPION = 'champion';

interface IProps {
  readonly bench: IWorkbench;
  readonly service: IServiceVersions;
  readonly version: IVersion;
}

export function Version({ bench, service, version }: IProps): JSX.Element {
  const { trans } = bench;
  const aliases = aliasesOf(service, version);
  const built = new Date(version.created);
  return (
    <li data-version={version.version}>
      <div className="nb2svc-VersionHead">
        <strong>{version.version}</strong>
        {aliases.map(alias => (
          <span key={alias} className="nb2svc-Alias">
            {alias}
          </span>
        ))}
        <time dateTime={version.created} title={built.toLocaleString()}>
          {Time.formatHuman(built)}
        </time>
      </div>
      <Metrics version={version} />
      <Checks version={version} trans={trans} />
      {!aliases.includes(CHAMPION) && <Promote bench={bench} service={service.service} version={version.version} />}
    </li>
  );
}

function Metrics({ version }: { readonly version: IVersion }): JSX.Element {
  return (
    <div className="nb2svc-Metrics">
      {Object.entries(version.metrics).map(([name, value]) => (
        <span key={name}>
          <code>{name}</code> {write(value)}
        </span>
      ))}
    </div>
  );
}

function Checks({ version, trans }: { readonly version: IVersion; readonly trans: TranslationBundle }): JSX.Element {
  const { checks } = version;
  const equal = checks.filter(check => check.passed).length;
  const rows = Math.max(0, ...checks.map(check => check.rows));
  const words = trans.__('%1 of %2 checks equal to the notebook, on %3 rows', equal, checks.length, rows);
  return (
    <details className="nb2svc-Checks" data-passed={equal === checks.length}>
      <summary>{equal === checks.length ? `✓ ${words}` : `✕ ${words}`}</summary>
      <table>
        <thead>
          <tr>
            <th scope="col">{trans.__('check')}</th>
            <th scope="col">{trans.__('result')}</th>
            <th scope="col">{trans.__('rows')}</th>
          </tr>
        </thead>
        <tbody>
          {checks.map(check => (
            <tr key={check.name}>
              <td>
                {check.name}
                {check.largest_difference > 0 && (
                  <div className="nb2svc-Hint">{trans.__('largest difference %1', write(check.largest_difference))}</div>
                )}
                {check.detail !== '' && <div className="nb2svc-Hint">{check.detail}</div>}
              </td>
              <td>{check.passed ? trans.__('equal') : trans.__('differs')}</td>
              <td>{check.rows}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

interface IPromoteProps {
  readonly bench: IWorkbench;
  readonly service: string;
  readonly version: string;
}

/** A button that makes a version the champion, after a question: what is served to others changes with it. */
function Promote({ bench, service, version }: IPromoteProps): JSX.Element {
  const [failure, setFailure] = useState('');
  const { trans } = bench;
  const promote = async () => {
    const { button } = await showDialog({
      title: trans.__('Make %1 the champion?', version),
      body: trans.__('Servers of %1@champion follow within seconds, without dropping a request.', service),
      buttons: [Dialog.cancelButton({ label: trans.__('Cancel') }), Dialog.okButton({ label: trans.__('Make it the champion') })]
    });
    if (button.accept) {
      setFailure('');
      await bench.server.ask('POST', 'aliases', { version }).catch((error: unknown) => setFailure(wordsOf(error)));
    }
  };
  return (
    <>
      <button type="button" className="nb2svc-Button" aria-label={trans.__('Make %1 the champion', version)} onClick={() => void promote()}>
        {trans.__('Make it the champion')}
      </button>
      {failure !== '' && (
        <p role="alert" className="nb2svc-Failure">
          {failure}
        </p>
      )}
    </>
  );
}
