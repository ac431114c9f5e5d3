/** Findings of the compiler as places in the cells of an editor. Knows neither JupyterLab nor what a finding means. */

/** A place in a cell: lines and columns count from 1, columns in characters, and line 0 means the whole of it. */
export interface ISpan {
  readonly line: number;
  readonly column: number;
  readonly end_line: number;
  readonly end_column: number;
}

/** A piece of a cell's text and what to write in its place. */
export interface IEdit extends ISpan {
  readonly replacement: string;
}

/** A finding as the server tells it; `index` is the position of the cell, counted from 0, and null of the whole notebook. */
export interface IFinding extends ISpan {
  readonly code: string;
  readonly name: string;
  readonly severity: 'error' | 'warning' | 'note';
  readonly message: string;
  readonly hint: string;
  readonly index: number | null;
  readonly fix: { readonly title: string; readonly edits: readonly IEdit[] } | null;
}

/** The first and the last of some lines, counted from 1. */
export type ILines = readonly [number, number];

/** A stretch of a text, in the units of JavaScript's strings. */
export interface IRange {
  readonly from: number;
  readonly to: number;
}

/** Compares findings of one cell by where they are. */
export function inOrder(left: IFinding, right: IFinding): number {
  return left.line - right.line || left.column - right.column;
}

/** Return the stretch of a text that a span covers, at least one character where there is one; undefined for the whole. */
export function rangeOf(text: string, span: ISpan): IRange | undefined {
  if (span.line < 1) {
    return undefined;
  }
  const from = offsetOf(text, span.line, span.column);
  const to = Math.max(from, offsetOf(text, span.end_line, span.end_column));
  return to > from ? { from, to } : { from: Math.min(from, Math.max(0, text.length - 1)), to: Math.min(from + 1, text.length) };
}

/** Return a text with edits made, which do not overlap and come in the order of the text. */
export function applyEdits(text: string, edits: readonly IEdit[]): string {
  return edits.reduceRight((done, edit) => {
    const from = offsetOf(text, edit.line, edit.column);
    const to = offsetOf(text, edit.end_line, edit.end_column);
    return done.slice(0, from) + edit.replacement + done.slice(to);
  }, text);
}

/** Return the lines of one cell from those of all, each of which begins with the position of its cell, from 0. */
export function linesOf(index: number, all: readonly (readonly [number, number, number])[]): ILines[] {
  return all.filter(([cell]) => cell === index).map(([, first, last]) => [first, last]);
}

/** How many findings there are of each severity. */
export function countFindings(findings: readonly IFinding[]): { errors: number; warnings: number } {
  const count = (severity: string) => findings.filter(finding => finding.severity === severity).length;
  return { errors: count('error'), warnings: count('warning') };
}

/** Return where a line and column are; a column counts characters, of which some are two units of a string. */
function offsetOf(text: string, line: number, column: number): number {
  const lines = text.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const inside = [...(lines[line - 1] ?? '')].slice(0, Math.max(0, column - 1)).join('').length;
  return Math.min(before + inside, text.length);
}
