/** What is known of the names of a notebook, by their places. Knows neither JupyterLab nor what the words mean. */

/** What a name stands for, in the server's words: the first sentence is the most important. */
export interface IMeaning {
  readonly name: string;
  readonly words: readonly string[];
}

/** Places are cell (from 0), line, column, end column (from 1, in characters), and the index of the meaning. */
export interface IExplanation {
  readonly meanings: readonly IMeaning[];
  readonly names: readonly (readonly [number, number, number, number, number])[];
}

/** A meaning, and the stretch of the line that has it, in the units of JavaScript's strings. */
export interface IFound {
  readonly meaning: IMeaning;
  readonly from: number;
  readonly to: number;
}

/**
 * Return what stands at an offset in a line.
 *
 * @param cell from 0.
 * @param line from 1.
 * @param text of the line.
 * @param offset in it, before the character that is meant.
 */
export function meaningAt(
  explanation: IExplanation,
  cell: number,
  line: number,
  text: string,
  offset: number
): IFound | undefined {
  const units = (column: number) => [...text].slice(0, column - 1).join('').length;
  for (const [inCell, onLine, column, end, index] of explanation.names) {
    const meaning = explanation.meanings[index];
    if (inCell === cell && onLine === line && meaning !== undefined && units(column) <= offset && offset < units(end)) {
      return { meaning, from: units(column), to: units(end) };
    }
  }
  return undefined;
}
