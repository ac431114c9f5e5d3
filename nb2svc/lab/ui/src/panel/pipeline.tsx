/** The pipeline of the notebook in front as a picture, as it stands in the editor; a stage leads to its cell. */
import type { NotebookPanel } from '@jupyterlab/notebook';
import React, { useEffect, useRef } from 'react';

import { goTo } from '../editor/places.js';
import { useGraph } from './graph.js';
import type { ISectionProps } from './workbench.js';

export function Pipeline({ bench, panel }: ISectionProps): JSX.Element {
  const { trans } = bench;
  const { graph, failure } = useGraph(bench, panel);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (graph !== undefined && place.current !== null) {
      show(graph, place.current);
    }
  }, [graph]);
  return (
    <>
      {failure !== undefined && graph === undefined && <p className="nb2svc-Failure">{failure}</p>}
      {graph === '' && <p className="nb2svc-Hint">{trans.__('No cell has a stage yet: tag the cells that make the service.')}</p>}
      <div ref={place} onClick={event => follow(event, panel)} onKeyDown={event => event.key === 'Enter' && follow(event, panel)} />
    </>
  );
}

/** Put a picture in place of the last one; the stage that had the focus has it again. */
function show(graph: string, place: HTMLElement): void {
  const focused = place.contains(document.activeElement) ? document.activeElement?.closest('a') : null;
  const [stage, cell] = [focused?.getAttribute('data-stage'), focused?.getAttribute('data-cell')];
  const picture = graph === '' ? null : new DOMParser().parseFromString(graph, 'image/svg+xml').documentElement;
  place.replaceChildren(...(picture instanceof SVGSVGElement ? [document.importNode(picture, true)] : []));
  if (focused) {
    const isSame = (link: Element) => (stage ? link.getAttribute('data-stage') === stage : link.getAttribute('data-cell') === cell);
    [...place.querySelectorAll<SVGAElement>('a')].find(isSame)?.focus();
  }
}

/** Go to the cell of the stage that was pressed. */
function follow(event: React.SyntheticEvent, panel: NotebookPanel): void {
  const cell = event.target instanceof Element ? event.target.closest('[data-cell]')?.getAttribute('data-cell') : undefined;
  if (cell) {
    event.preventDefault();
    void goTo(panel, Number(cell));
  }
}
