/** What the server answers about batch runs. */
import type { IField } from '../fields.js';

/** What a run asks for. */
export interface IBatchForm {
  readonly version: string | null;
  readonly versions: readonly { readonly version: string; readonly aliases: readonly string[] }[];
  readonly input: { readonly entry: string; readonly suggestions: readonly string[] } | null;
  readonly output: { readonly entry: string } | null;
  readonly parameters: readonly IField[];
}

/** A run, whoever has started it. */
export interface IRun {
  readonly id: string;
  readonly state: string;
  /** What was asked for. */
  readonly service: string;
  /** What answers; empty until that is known. */
  readonly version: string;
  readonly schedule: string;
  readonly started: string;
  readonly seconds: number;
  readonly rows: number | null;
  readonly scored: number | null;
  readonly rejected: number | null;
  readonly input: string;
  readonly output: string;
  readonly message: string;
  readonly error: { readonly message: string; readonly fields?: Readonly<Record<string, string>> } | null;
  readonly has_report: boolean;
  readonly steps: readonly { readonly step: string; readonly state: string; readonly detail: string }[];
  readonly cells: { readonly done: number; readonly total: number | null } | null;
}
