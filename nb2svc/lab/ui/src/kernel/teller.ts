/** Tells `nb2svc.panel()` in a kernel what its notebook holds: a kernel knows a file at most, and no edits. */
import type { IChangedArgs } from '@jupyterlab/coreutils';
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { Kernel, KernelMessage } from '@jupyterlab/services';
import type { JSONObject } from '@lumino/coreutils';
import { Debouncer } from '@lumino/polling';

import { goTo } from '../editor/places.js';
import { questionOf } from '../editor/question.js';
import type { Server } from '../server/server.js';

const TARGET = 'nb2svc';
const DELAY = 400; // ms without a key pressed

/** Where a notebook and its versions lie on the server's disk. */
interface IPlace {
  readonly file: string;
  readonly store: string;
}

/** Tells the panels of one notebook, for as long as it is open. */
export class Teller {
  constructor(
    private readonly _panel: NotebookPanel,
    private readonly _server: Server
  ) {
    this._debouncer = new Debouncer(() => this._tellNews(), DELAY);
    _panel.disposed.connect(() => this._debouncer.dispose());
    _panel.sessionContext.kernelChanged.connect(this._meet, this);
    _panel.content.modelChanged.connect(this._follow, this);
    void _panel.context.ready.then(() => {
      this._follow();
      _panel.context.pathChanged.connect(this._ask, this);
      this._welcome(_panel.sessionContext.session?.kernel ?? null);
    });
  }

  private _follow(): void {
    this._panel.content.model?.contentChanged.disconnect(this._ask, this);
    this._panel.content.model?.contentChanged.connect(this._ask, this);
  }

  private _meet(_: unknown, change: IChangedArgs<Kernel.IKernelConnection | null>): void {
    this._lines.clear();
    this._welcome(change.newValue);
  }

  /** Answer the panels that a kernel opens from now on, and those that it opened before this page was loaded. */
  private _welcome(kernel: Kernel.IKernelConnection | null): void {
    if (kernel === null || !kernel.handleComms || kernel === this._kernel) {
      return;
    }
    this._kernel = kernel;
    kernel.registerCommTarget(TARGET, (line, message) => {
      // of several notebooks that share a kernel, the one whose cell has asked answers
      if ((message.parent_header as KernelMessage.IHeader).session === kernel.clientId) {
        this._answer(line);
      }
    });
    void kernel
      .requestCommInfo({ target_name: TARGET })
      .then(reply => {
        const found = reply.content.status === 'ok' ? Object.keys(reply.content.comms) : [];
        for (const id of found.filter(each => !kernel.hasComm(each))) {
          this._answer(kernel.createComm(TARGET, id));
        }
      })
      .catch(() => undefined); // the kernel is gone
  }

  private _answer(line: Kernel.IComm): void {
    this._lines.add(line);
    line.onMsg = message => {
      const { show } = message.content.data as { readonly show?: { readonly cell: number; readonly line: number } };
      void (show === undefined ? this._tell() : goTo(this._panel, show.cell, show.line));
    };
    line.onClose = () => void this._lines.delete(line);
    void this._tell();
  }

  private _ask(): void {
    if (this._lines.size > 0 && !this._panel.isDisposed) {
      void this._debouncer.invoke().catch(() => undefined);
    }
  }

  /** Tell of edits; a notebook in which only outputs have changed is none. */
  private async _tellNews(): Promise<void> {
    if (JSON.stringify(questionOf(this._panel)) !== this._told) {
      await this._tell();
    }
  }

  private async _tell(): Promise<void> {
    const path = this._panel.context.localPath;
    try {
      const place = await this._server.ask<IPlace>('GET', `place?path=${encodeURIComponent(path)}`);
      const question = questionOf(this._panel);
      this._told = JSON.stringify(question);
      for (const line of this._lines) {
        if (line.isDisposed) {
          this._lines.delete(line); // its kernel was started again
        } else if (question !== undefined) {
          line.send({ ...place, ...question } as unknown as JSONObject);
        }
      }
    } catch {
      // without a server the panel says what the file holds; the next edit is told again
    }
  }

  private readonly _debouncer: Debouncer<void, unknown>;
  private _kernel: Kernel.IKernelConnection | null = null;
  private readonly _lines = new Set<Kernel.IComm>();
  private _told: string | undefined;
}
