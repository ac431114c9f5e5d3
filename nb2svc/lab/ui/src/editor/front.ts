/** Which notebook is in front. */
import type { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { type ISignal, Signal } from '@lumino/signaling';

/** The notebook in front, once it has been read. */
export class Front {
  constructor(private readonly _tracker: INotebookTracker) {
    _tracker.currentChanged.connect(this._follow, this);
    this._follow();
  }

  /** Tells that another notebook is in front, or that its file is called something else. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** The notebook; null where there is none, or it is not read yet. */
  get panel(): NotebookPanel | null {
    return this._panel !== null && !this._panel.isDisposed && this._panel.context.isReady ? this._panel : null;
  }

  /** The path of its file, relative to the server's root; empty where there is none. */
  get path(): string {
    return this.panel?.context.localPath ?? '';
  }

  private _follow(): void {
    const panel = this._tracker.currentWidget;
    if (panel === this._panel) {
      return;
    }
    if (this._panel !== null && !this._panel.isDisposed) {
      this._panel.context.pathChanged.disconnect(this._tell, this);
    }
    this._panel = panel;
    panel?.context.pathChanged.connect(this._tell, this);
    this._tell();
    void panel?.context.ready.then(() => panel === this._panel && this._tell());
  }

  private _tell(): void {
    this._changed.emit();
  }

  private readonly _changed = new Signal<this, void>(this);
  private _panel: NotebookPanel | null = null;
}
