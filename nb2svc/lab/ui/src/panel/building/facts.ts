/** What the server tells of a build. */
import type { IFinding } from '../../checking/findings.js';
import type { ICheck } from '../versions/answers.js';

/** A version, as far as a build tells of it. */
export interface IVersion {
  readonly version: string;
  readonly checks: readonly ICheck[];
  readonly allowed: readonly string[];
}

/** A step of a build. */
export interface IStep {
  readonly step: string;
  readonly state: 'waiting' | 'started' | 'done' | 'failed';
  readonly detail: string;
  readonly seconds: number | null;
}

/** A build, as it was when it was asked for. */
export interface IBuild {
  readonly id: string;
  readonly state: 'running' | 'published' | 'failed' | 'cancelled' | 'interrupted';
  readonly started: string;
  readonly steps: readonly IStep[];
  readonly cells: { readonly done: number; readonly total: number | null; readonly cell_id: string | null } | null;
  readonly output: string;
  readonly error: {
    readonly message: string;
    readonly diagnostics: readonly IFinding[];
    readonly can_allow: readonly string[];
  } | null;
  readonly version: IVersion | null;
}

/** The route of all builds of a notebook. */
export function buildsOf(path: string): string {
  return `builds?path=${encodeURIComponent(path)}`;
}
