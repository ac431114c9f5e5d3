/** Asks the server extension and hears of its changes. Knows addresses and errors; what the answers mean is told elsewhere. */
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection, type ServiceManager } from '@jupyterlab/services';
import { type ISignal, Signal } from '@lumino/signaling';

/** The server said no; where it is about a form, also what is wrong by the field. */
export class RefusedError extends Error {
  constructor(
    message: string,
    readonly fields: Readonly<Record<string, string>> = {}
  ) {
    super(message);
  }
}

/** The server is not there, or does not know this extension. */
export class AbsentError extends Error {}

/** Something on the server is not as it was; what it is now has to be asked. */
export interface IChange {
  readonly kind: string;
  readonly id: string;
  readonly path: string;
  readonly state: string;
}

const CHANGED = 'urn:nb2svc:changed';

/** The server extension, as every part of this one asks it. */
export class Server {
  constructor(services: ServiceManager.IManager) {
    this._settings = services.serverSettings;
    services.events.stream.connect((_, event) => {
      if (event.schema_id === CHANGED) {
        this._changed.emit(event as unknown as IChange);
      }
    });
  }

  /** Tells what any tab, or the server by itself, has changed. */
  get changed(): ISignal<this, IChange> {
    return this._changed;
  }

  /** Return the address of a route, as a browser asks it: `url('services', id, 'proxy')`. */
  url(...parts: readonly string[]): string {
    return URLExt.join(this._settings.baseUrl, 'nb2svc', ...parts);
  }

  /**
   * Ask a route and return its answer: `ask('GET', 'versions?path=a.ipynb')`.
   *
   * Throws a RefusedError with the server's words where it says no, and an AbsentError where it cannot be asked.
   */
  async ask<T>(method: 'GET' | 'POST' | 'DELETE', route: string, body?: object): Promise<T> {
    const request = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    let response: Response;
    try {
      response = await ServerConnection.makeRequest(this.url(route), request, this._settings);
    } catch (error) {
      throw new AbsentError(String(error));
    }
    const text = await response.text();
    if (response.ok) {
      return JSON.parse(text) as T;
    }
    throw refusalOf(text) ?? new AbsentError(response.statusText);
  }

  private readonly _changed = new Signal<this, IChange>(this);
  private readonly _settings: ServerConnection.ISettings;
}

/** Return what our own handlers say of an error; those of others, and proxies in between, have another form. */
function refusalOf(text: string): RefusedError | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: { message?: unknown; fields?: Record<string, string> } };
    return typeof error?.message === 'string' ? new RefusedError(error.message, error.fields) : undefined;
  } catch {
    return undefined;
  }
}
