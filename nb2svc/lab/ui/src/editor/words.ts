/** The compiler's words as elements of a page: what stands in backticks is code. */

/** Return a text with what stands in backticks as code. */
export function withCode(text: string): (string | HTMLElement)[] {
  return text.split('`').map((part, index) => (index % 2 === 1 ? element('code', part) : part));
}

/** Return an element that holds a text and others. */
export function element(tag: string, text: string, children: readonly (string | HTMLElement)[] = []): HTMLElement {
  const node = document.createElement(tag);
  node.append(text, ...children);
  return node;
}
