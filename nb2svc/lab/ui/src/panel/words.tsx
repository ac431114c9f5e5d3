/** The compiler's words: what stands in backticks is code. */
import React from 'react';

export function Words({ text }: { readonly text: string }): JSX.Element {
  const parts = text.split('`');
  // eslint-disable-next-line react/no-array-index-key -- parts have no other name, and never move
  return <>{parts.map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part))}</>;
}
