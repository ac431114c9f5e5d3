/** What the server says of versions, and how values of theirs are written. */

/** A check of a version against the notebook's own values. */
export interface ICheck {
  readonly name: string;
  readonly passed: boolean;
  readonly rows: number;
  readonly largest_difference: number;
  readonly detail: string;
}

export interface IVersion {
  readonly version: string;
  readonly number: number;
  readonly created: string;
  readonly metrics: Readonly<Record<string, number | null>>;
  readonly checks: readonly ICheck[];
}

/** A service with all its versions, oldest first. */
export interface IServiceVersions {
  readonly service: string;
  readonly aliases: Readonly<Record<string, number>>;
  readonly versions: readonly IVersion[];
}

/** The answer of `versions`: the notebook's own service, and others that were built of it. */
export interface IVersions extends IServiceVersions {
  readonly others: readonly IServiceVersions[];
}

export interface IDifference {
  readonly name: string;
  readonly change: 'added' | 'removed' | 'changed';
  readonly old: unknown;
  readonly new: unknown;
  readonly by: number | null;
}

export interface ICodeDiff {
  readonly name: string;
  readonly lines: readonly string[];
}

/** Lists of differences, by what they are of. */
export type Differences = Readonly<
  Record<'parameters' | 'metrics' | 'request' | 'answer' | 'state' | 'packages' | 'facts', readonly IDifference[]>
>;

/** The answer of `diff`. */
export interface IVersionDiff extends Differences {
  readonly old: string;
  readonly new: string;
  readonly same: boolean;
  readonly same_content: boolean;
  readonly notebook: ICodeDiff | null;
  readonly package: readonly ICodeDiff[];
}

/** Return the versions of a service, newest first. */
export function newestFirst(service: IServiceVersions): IVersion[] {
  return [...service.versions].sort((left, right) => right.number - left.number);
}

/** Return the aliases of a version, sorted. */
export function aliasesOf(service: IServiceVersions, version: IVersion): string[] {
  return Object.keys(service.aliases)
    .filter(alias => service.aliases[alias] === version.number)
    .sort();
}

/** Return a value as a table shows it: a number in six digits, which tell apart what differs. */
export function write(value: unknown): string {
  if (typeof value === 'string') {
    return value;
  }
  return typeof value === 'number' ? String(Number(value.toPrecision(6))) : JSON.stringify(value);
}

/** Return by how much a number has grown, with its sign. */
export function writeGrowth(by: number | null): string {
  if (by === null) {
    return '';
  }
  const text = String(Number(by.toPrecision(4)));
  return by > 0 ? `+${text}` : text;
}

/** What a line of a unified diff is, by its sign. */
export function kindOf(line: string): 'added' | 'removed' | 'place' | 'same' {
  switch (line[0]) {
    case '+':
      return 'added';
    case '-':
      return 'removed';
    case '@':
      return 'place';
    default:
      return 'same';
  }
}
