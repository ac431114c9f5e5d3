/** Asks the server extension. Knows addresses and errors; what the answers mean is told elsewhere. */
import { URLExt } from '@jupyterlab/coreutils';
import type * as nbformat from '@jupyterlab/nbformat';
import { ServerConnection } from '@jupyterlab/services';

import type { IFinding } from './findings.js';

/** A notebook as it is in the editor. */
export interface IQuestion {
  readonly path: string;
  readonly notebook: nbformat.INotebookContent;
}

/** What `check` answers. */
export interface ICheckAnswer {
  readonly diagnostics: readonly IFinding[];
}

/** The server said no. */
export class RefusedError extends Error {}

/** The server is not there, or does not know this extension. */
export class AbsentError extends Error {}

/** Say what keeps a notebook from becoming a service. */
export function check(settings: ServerConnection.ISettings, question: IQuestion): Promise<ICheckAnswer> {
  return post<ICheckAnswer>(settings, 'check', question);
}

async function post<T>(settings: ServerConnection.ISettings, route: string, body: IQuestion): Promise<T> {
  const url = URLExt.join(settings.baseUrl, 'nb2svc', route);
  const request = { method: 'POST', body: JSON.stringify(body) };
  let response: Response;
  try {
    response = await ServerConnection.makeRequest(url, request, settings);
  } catch (error) {
    throw new AbsentError(String(error));
  }
  const text = await response.text();
  if (response.ok) {
    return JSON.parse(text) as T;
  }
  throw messageOf(text) === undefined ? new AbsentError(response.statusText) : new RefusedError(messageOf(text));
}

/** Return what our own handlers say of an error; those of others, and proxies in between, have another form. */
function messageOf(text: string): string | undefined {
  try {
    const message: unknown = (JSON.parse(text) as { error?: { message?: unknown } }).error?.message;
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}
