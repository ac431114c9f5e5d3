/** An answer of a service: its values, how long it took, and the same request as code. */
import { Clipboard } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import type { IAnswer, IValue } from './facts.js';

interface IAnswerProps {
  readonly answer: IAnswer;
  readonly elapsed: number;
  readonly trans: TranslationBundle;
}

export function Answer({ answer, elapsed, trans }: IAnswerProps): JSX.Element {
  const isAnswered = answer.values.length > 0;
  return (
    <>
      <div className="nb2svc-Answer" role="status">
        {isAnswered ? (
          <dl>
            {answer.values.map(value => (
              <Value key={value.name} value={value} trans={trans} />
            ))}
          </dl>
        ) : (
          <p className="nb2svc-Failure">{answer.message || trans.__('The service does not take this: see above.')}</p>
        )}
        {answer.notebook !== '' && <p>{answer.notebook}</p>}
        <p className="nb2svc-Hint">
          {trans.__('Answered in %1 ms; %2 ms with the way from here and back.', answer.milliseconds.toFixed(1), elapsed.toFixed(0))}
        </p>
      </div>
      {isAnswered && (
        <details className="nb2svc-More">
          <summary>{trans.__('The same request as code')}</summary>
          <Code title={trans.__('in a notebook')} code={answer.code.python} trans={trans} />
          <Code title={trans.__('in a shell')} code={answer.code.curl} trans={trans} />
        </details>
      )}
    </>
  );
}

function Value({ value, trans }: { readonly value: IValue; readonly trans: TranslationBundle }): JSX.Element {
  const shares = value.shares ?? [];
  return (
    <>
      <dt>{value.name}</dt>
      <dd>
        {shares.length < 2 && <strong>{value.text}</strong>}
        {shares.map((share, position) => (
          // eslint-disable-next-line react/no-array-index-key -- shares have no other name, and never move
          <div key={position} className="nb2svc-Share">
            {shares.length > 1 && <span>{position}</span>}
            <meter min={0} max={1} value={share} aria-label={trans.__('%1 of 1', share.toFixed(3))} />
            {shares.length > 1 && <span>{share.toFixed(3)}</span>}
          </div>
        ))}
      </dd>
    </>
  );
}

function Code(props: { readonly title: string; readonly code: string; readonly trans: TranslationBundle }): JSX.Element {
  const { title, code, trans } = props;
  return (
    <>
      <p>
        {title}{' '}
        <button type="button" className="nb2svc-Link" onClick={() => Clipboard.copyToSystem(code)}>
          {trans.__('Copy')}
        </button>
      </p>
      <pre className="nb2svc-Output" role="group" tabIndex={0} aria-label={title}>
        {code}
      </pre>
    </>
  );
}
