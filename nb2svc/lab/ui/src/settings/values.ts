/** The settings as plain values. Knows nothing of JupyterLab. */

export interface IValues {
  readonly check: boolean;
  readonly checkDelay: number;
  readonly showBadges: boolean;
  readonly showGutter: boolean;
  readonly showTexts: boolean;
  readonly explainNames: boolean;
}

/** What holds where nobody has said anything else, as in the schema. */
export const DEFAULTS: IValues = {
  check: true,
  checkDelay: 400,
  showBadges: true,
  showGutter: true,
  showTexts: true,
  explainNames: true
};

/** Return settings as they were read; what is missing, or of another kind than it has to be, is as by default. */
export function readValues(found: Readonly<Record<string, unknown>>): IValues {
  const entries = Object.entries(DEFAULTS).map(([key, otherwise]): [string, unknown] => [
    key,
    typeof found[key] === typeof otherwise ? found[key] : otherwise
  ]);
  return Object.fromEntries(entries) as unknown as IValues;
}
