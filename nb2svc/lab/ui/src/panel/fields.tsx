/** A field of a form, as the server describes it: what is entered is text, and what it means is for the server to say. */
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

interface IFieldProps {
  readonly label: string;
  readonly hint?: string;
  readonly entry: string;
  readonly choices?: readonly string[] | null;
  /** Entries that are proposed; others are possible. */
  readonly suggestions?: readonly string[];
  /** What is wrong with the entry. */
  readonly fault: string | undefined;
  readonly onEntry: (entry: string) => void;
}

/** A label, what is entered, what may be, and what is wrong. */
export function Field({ label, hint = '', entry, choices, suggestions, fault, onEntry }: IFieldProps): JSX.Element {
  const id = useId();
  const common = {
    'id': id,
    'value': entry,
    'aria-invalid': fault !== undefined,
    'aria-describedby': `${id}hint ${id}fault`,
    'onChange': (event: React.ChangeEvent<HTMLInputElement | HTMLSelectElement>) => onEntry(event.target.value)
  };
  return (
    <div className="nb2svc-Field">
      <label htmlFor={id}>{label}</label>
      {choices ? (
        <select {...common}>
          {choices.map(choice => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      ) : (
        <input {...common} type="text" spellCheck={false} list={suggestions && `${id}list`} />
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
