/** Try it: a form with rows of the notebook in it, sent to the service that runs. */
import React, { useEffect, useState } from 'react';

import { Fields, type Texts } from '../fields.js';
import { wordsOf } from '../fresh.js';
import type { IWorkbench } from '../workbench.js';
import { Answer } from './answer.js';
import type { IAnswer, IRequestForm, IService } from './facts.js';

/** What came back, and how many milliseconds that took from here. */
interface ITried {
  readonly answer: IAnswer;
  readonly elapsed: number;
}

export function Try({ bench, service }: { readonly bench: IWorkbench; readonly service: IService }): JSX.Element {
  const { server, trans } = bench;
  const [form, setForm] = useState<IRequestForm>();
  const [entries, setEntries] = useState<Texts>({});
  const [tried, setTried] = useState<ITried>();
  const [failure, setFailure] = useState('');
  const [isSending, setSending] = useState(false);

  useEffect(() => {
    let isOver = false;
    server
      .ask<IRequestForm>('GET', `services/${service.id}/form`)
      .then(told => !isOver && setForm(told))
      .catch((error: unknown) => !isOver && setFailure(wordsOf(error)));
    return () => {
      isOver = true;
    };
  }, [server, service.id]);

  const send = async (event: React.FormEvent) => {
    event.preventDefault();
    setSending(true);
    const began = performance.now();
    try {
      const all = { ...form?.examples[0], ...entries };
      const answer = await server.ask<IAnswer>('POST', `services/${service.id}/try`, { entries: all });
      setTried({ answer, elapsed: performance.now() - began });
      setFailure('');
    } catch (error) {
      setTried(undefined);
      setFailure(wordsOf(error));
    }
    setSending(false);
  };

  return (
    <form className="nb2svc-Try" onSubmit={event => void send(event)} noValidate>
      {form !== undefined && form.examples.length > 1 && (
        <label className="nb2svc-Choice">
          {trans.__('Fill in')}
          <select onChange={event => setEntries(form.examples[Number(event.target.value)] ?? {})}>
            {form.examples.map((_, position) => (
              // eslint-disable-next-line react/no-array-index-key -- rows have no other name, and never move
              <option key={position} value={position}>
                {trans.__('row %1 of the notebook', position + 1)}
              </option>
            ))}
          </select>
        </label>
      )}
      <Fields
        fields={form?.fields ?? []}
        entries={entries}
        faults={tried?.answer.faults ?? {}}
        onEntry={(name, entry) => setEntries(old => ({ ...old, [name]: entry }))}
        trans={trans}
      />
      <button type="submit" className="nb2svc-Button" data-kind="primary" disabled={form === undefined || isSending}>
        {trans.__('Send')}
      </button>
      {failure !== '' && (
        <p className="nb2svc-Failure" role="alert">
          {failure}
        </p>
      )}
      {tried !== undefined && <Answer {...tried} trans={trans} />}
    </form>
  );
}
