/**
 * A cell's tags as stages, and stages as tags. Knows neither JupyterLab nor which stages there are: the compiler's own list,
 * `stages.json`, is handed in.
 */

/** The stages that a notebook's cells can have, in the compiler's order. */
export type Stages = readonly string[];

/** Return the tags that a cell's metadata holds; what is no text there is nobody's tag. */
export function readTags(value: unknown): string[] {
  return Array.isArray(value) ? value.filter(tag => typeof tag === 'string') : [];
}

/** Return the stages that tags name, in the order of all stages; upper case and blanks are ignored, as the compiler does. */
export function stagesOf(tags: readonly string[], all: Stages): string[] {
  const names = new Set(tags.map(normalise));
  return all.filter(stage => names.has(stage));
}

/** Return the tags with a stage set or taken away; all others stay as and where they are. */
export function withStage(tags: readonly string[], stage: string, on: boolean): string[] {
  if (!on) {
    return tags.filter(tag => normalise(tag) !== stage);
  }
  return tags.some(tag => normalise(tag) === stage) ? [...tags] : [...tags, stage];
}

/** Return the tags without any stage. */
export function withoutStages(tags: readonly string[], all: Stages): string[] {
  return tags.filter(tag => !all.includes(normalise(tag)));
}

/** Whether two cells' tags are the same, one by one. */
export function sameTags(left: readonly string[], right: readonly string[]): boolean {
  return left.length === right.length && left.every((tag, index) => tag === right[index]);
}

/**
 * Return for each word the position of the letter that picks it in a menu: its first one, unless a word before has that, else
 * the first that is free, and -1 where there is none.
 */
export function mnemonics(words: readonly string[]): number[] {
  const taken = new Set(words.map(word => word[0]));
  return words.map((word, index) => {
    const isFirst = words.findIndex(each => each[0] === word[0]) === index;
    const position = isFirst ? 0 : [...word].findIndex(letter => !taken.has(letter));
    taken.add(word[position]);
    return position;
  });
}

function normalise(tag: string): string {
  return tag.trim().toLowerCase();
}
