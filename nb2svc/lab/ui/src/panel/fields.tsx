/** A field of a form, as the server describes it: what is entered is text, and what it means is for the server to say. */
import type { TranslationBundle } from '@jupyterlab/translation';
import React, { useId } from 'react';

import { Words } from './words.js';

export interface IField {
  readonly name: string;
  readonly kind: string;
  readonly type: string;
  readonly about: string;
  readonly entry: string;
  readonly choices: readonly string[] | null;
}

/** Texts by the name of their field: what was entered, or what is wrong with it. */
export type Texts = Readonly<Record<string, string>>;

const PARAMETERS = 'parameters.';

interface IFieldsProps {
  readonly fields: readonly IField[];
  readonly entries: Texts;
  readonly faults: Texts;
  readonly onEntry: (name: string, entry: string) => void;
  readonly trans: TranslationBundle;
}

/** The fields of a form that the server describes. */
export function Fields({ fields, entries, faults, onEntry, trans }: IFieldsProps): JSX.Element {
  return (
    <>
      {fields.map(field => (
        <Field
          key={field.name}
          label={field.name}
          hint={[field.type, field.about].filter(Boolean).join(': ')}
          kind={field.kind}
          lines={linesOf(field)}
          entry={entries[field.name] ?? field.entry}
          choices={field.choices}
          missing={trans.__('(missing)')}
          fault={faults[field.name]}
          onEntry={entry => onEntry(field.name, entry)}
        />
      ))}
    </>
  );
}

interface IFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly kind?: string;
  /** How many lines of it are shown. */
  readonly lines?: number;
  readonly entry: string;
  readonly choices?: readonly string[] | null;
  /** What the choice of no value is called. */
  readonly missing?: string;
  /** Entries that are proposed; others are possible. */
  readonly suggestions?: readonly string[];
  /** What is wrong with the entry. */
  readonly fault: string | undefined;
  readonly onEntry: (entry: string) => void;
}

const LONG = 200; // characters of which a line shows too few
const [FEW, MANY] = [3, 10]; // lines of a field that has several
const MODES: Readonly<Record<string, 'numeric' | 'decimal'>> = { integer: 'numeric', number: 'decimal' };

/** A label, what is entered, what may be, and what is wrong. */
export function Field(props: IFieldProps): JSX.Element {
  const { label, hint = '', kind = 'text', lines = 1, entry, choices, missing = '', suggestions, fault, onEntry } = props;
  const id = useId();
  const common = {
    'id': id,
    'value': entry,
    'aria-invalid': fault !== undefined,
    'aria-describedby': `${id}hint ${id}fault`,
    'onChange': (event: React.ChangeEvent<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>) => onEntry(event.target.value)
  };
  return (
    <div className="nb2svc-Field" data-field={label}>
      <label htmlFor={id}>{withBreaks(label)}</label>
      {choices ? (
        <select {...common}>
          {(choices.includes(entry) ? choices : [entry, ...choices]).map(choice => (
            <option key={choice} value={choice}>
              {choice === '' ? missing : choice}
            </option>
          ))}
        </select>
      ) : lines > 1 ? (
        <textarea {...common} rows={lines} spellCheck={false} />
      ) : (
        // not of type number: what is no number has to reach who says so in words
        <input {...common} type="text" inputMode={MODES[kind]} spellCheck={false} list={suggestions && `${id}list`} />
      )}
      {suggestions && (
        <datalist id={`${id}list`}>
          {suggestions.map(suggestion => (
            <option key={suggestion} value={suggestion} />
          ))}
        </datalist>
      )}
      <small id={`${id}hint`} className="nb2svc-Hint">
        {hint}
      </small>
      <div id={`${id}fault`} role="alert" className="nb2svc-Failure">
        {fault !== undefined && <Words text={fault} />}
      </div>
    </div>
  );
}

/** Return the texts of parameters by their own names. */
export function ofParameters(texts: Texts): Texts {
  const own = Object.entries(texts).filter(([key]) => key.startsWith(PARAMETERS));
  return Object.fromEntries(own.map(([key, text]) => [key.slice(PARAMETERS.length), text]));
}

/** Return the key of a parameter among entries. */
export function keyOf(parameter: string): string {
  return PARAMETERS + parameter;
}

/** Return what was entered where it is not what the form had. */
export function changedOf(fields: readonly IField[], entries: Texts): Texts {
  const changed = fields.filter(({ name, entry }) => (entries[name] ?? entry) !== entry);
  return Object.fromEntries(changed.map(({ name }) => [name, entries[name] ?? '']));
}

/** Return how many lines a field gets, which stays as it is while somebody types. */
function linesOf({ kind, entry }: IField): number {
  const lines = entry.split('\n').length;
  return kind === 'array' || lines > 1 || entry.length > LONG ? Math.min(MANY, Math.max(FEW, lines)) : 1;
}

/** Return a name that may be broken where its words end. */
function withBreaks(name: string): JSX.Element[] {
  return name.split('_').map((part, index) => (
    // eslint-disable-next-line react/no-array-index-key -- parts have no other name, and never move
    <React.Fragment key={index}>
      {index > 0 && '_'}
      {index > 0 && <wbr />}
      {part}
    </React.Fragment>
  ));
}
