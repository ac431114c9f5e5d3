/** The form of a run. What is wrong with an entry stands at its field, whether the order or the run was refused. */
import React, { useState } from 'react';

import { RefusedError } from '../../server/server.js';
import { changedOf, Field, Fields, keyOf, ofParameters, type Texts } from '../fields.js';
import { wordsOf } from '../fresh.js';
import { Words } from '../words.js';
import type { IWorkbench } from '../workbench.js';
import type { IBatchForm } from './answers.js';

interface IFormProps {
  readonly bench: IWorkbench;
  readonly path: string;
  readonly form: IBatchForm;
  /** What was wrong with the run that was started last, by the field. */
  readonly refused: Texts | undefined;
  readonly onVersion: (version: string) => void;
  readonly onStart: (id: string) => void;
}

export function BatchForm({ bench, path, form, refused, onVersion, onStart }: IFormProps): JSX.Element {
  const { trans } = bench;
  const [entries, setEntries] = useState<Texts>({});
  const [faults, setFaults] = useState<Texts>({});
  const [failure, setFailure] = useState('');
  const [isBusy, setBusy] = useState(false);
  const wrong = { ...refused, ...faults };
  const enter = (name: string) => (entry: string) => {
    setEntries(old => ({ ...old, [name]: entry }));
    setFaults({});
    onStart(''); // what was wrong with the last one may be mended by this
  };
  const input = entries['input'] ?? form.input?.entry ?? '';
  const output = entries['output'] ?? form.output?.entry ?? '';

  const run = async () => {
    const parameters = changedOf(form.parameters, ofParameters(entries));
    setBusy(true);
    setFaults({});
    setFailure('');
    onStart('');
    try {
      onStart((await bench.server.ask<{ id: string }>('POST', 'batches', { path, version: form.version, input, output, parameters })).id);
    } catch (error) {
      const fields = error instanceof RefusedError ? error.fields : {};
      setFaults(fields);
      setFailure(Object.keys(fields).length > 0 ? '' : wordsOf(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      className="nb2svc-Form"
      onSubmit={event => {
        event.preventDefault();
        void run();
      }}
    >
      <label className="nb2svc-Choice">
        {trans.__('Version')}
        <select value={form.version ?? ''} onChange={event => onVersion(event.target.value)}>
          {form.versions.map(({ version, aliases }) => (
            <option key={version} value={version}>
              {[version, ...aliases].join(', ')}
            </option>
          ))}
        </select>
      </label>
      <Field
        label={trans.__('Input table')}
        hint={trans.__('A file beside the notebook, a folder, or a table of a database or a store.')}
        entry={input}
        suggestions={form.input?.suggestions ?? []}
        fault={wrong['input']}
        onEntry={enter('input')}
      />
      <Field label={trans.__('Output')} entry={output} fault={wrong['output']} onEntry={enter('output')} />
      <Fields
        fields={form.parameters}
        entries={ofParameters(entries)}
        faults={ofParameters(wrong)}
        onEntry={(name, entry) => enter(keyOf(name))(entry)}
        trans={trans}
      />
      <button type="submit" className="nb2svc-Button" data-kind="primary" disabled={isBusy}>
        {trans.__('Run')}
      </button>
      <div role="alert" className="nb2svc-Failure">
        {failure !== '' && <Words text={failure} />}
      </div>
    </form>
  );
}
