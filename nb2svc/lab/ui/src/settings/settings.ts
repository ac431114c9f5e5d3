/** What a person has set, now and whenever it changes; without a registry of settings, what holds by default. */
import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { type ISignal, Signal } from '@lumino/signaling';

import { DEFAULTS, type IValues, readValues } from './values.js';

export class Settings {
  constructor(registry: ISettingRegistry | null, plugin: string) {
    void registry
      ?.load(plugin)
      .then(settings => {
        const read = () => {
          this._values = readValues(settings.composite);
          this._changed.emit();
        };
        settings.changed.connect(read);
        read();
      })
      .catch(() => undefined); // where there is no schema of ours, all is as by default
  }

  /** Tells that something is set anew. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  get values(): IValues {
    return this._values;
  }

  private readonly _changed = new Signal<this, void>(this);
  private _values = DEFAULTS;
}
