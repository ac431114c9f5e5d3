/** What the server tells of services, of their forms, and of answers. */
import type { IField, Texts } from '../fields.js';

/** A service that was started here. */
export interface IService {
  readonly id: string;
  readonly version: string;
  readonly state: 'starting' | 'running' | 'failed' | 'ended';
  readonly error: { readonly message: string } | null;
}

/** The form of a service, and rows of the notebook to fill it with. */
export interface IRequestForm {
  readonly fields: readonly IField[];
  readonly examples: readonly Texts[];
}

/** A value of an answer; `shares` are its probabilities. */
export interface IValue {
  readonly name: string;
  readonly text: string;
  readonly shares: readonly number[] | null;
}

/** What a service answered to a form. */
export interface IAnswer {
  readonly milliseconds: number;
  readonly values: readonly IValue[];
  readonly notebook: string;
  readonly faults: Texts;
  readonly message: string;
  readonly code: { readonly curl: string; readonly python: string };
}
