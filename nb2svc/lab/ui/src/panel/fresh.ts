/** Keeps what the server says fresh: read anew when it tells of a change, and now and then, because news can be lost. */
import { useEffect, useState } from 'react';

import type { IChange } from '../server/server.js';
import type { IWorkbench } from './workbench.js';

/** An answer, or in words why there is none; neither before the first. */
export interface IFresh<T> {
  readonly answer?: T;
  readonly failure?: string;
}

const NOW_AND_THEN = 15_000; // ms
// Jupyter's own word for a question that must not keep a server that ends itself from doing so
const NOBODY_WORKS = 'no_track_activity=1';

/**
 * Return the newest answer to a GET; it is asked anew when `turn` changes, for what no change is told of.
 *
 * The last answer stays until a newer one is there, also while the server is gone; another route begins with none.
 * What is dear to answer is not asked now and then, only where there are news.
 */
export function useFresh<T>(
  bench: IWorkbench,
  route: string,
  concerns: (change: IChange) => boolean,
  isDear = false,
  turn = 0
): IFresh<T> {
  const [state, setState] = useState<IFresh<T> & { readonly route: string }>({ route });
  useEffect(() => {
    let isOver = false;
    let asked = 0;
    const read = async (place = route) => {
      asked += 1;
      const mine = asked;
      const told = await bench.server
        .ask<T>('GET', place)
        .then(answer => ({ answer }), (error: unknown) => ({ failure: wordsOf(error) }));
      if (!isOver && mine === asked) {
        setState(old => ({ ...(old.route === route && 'failure' in told ? old : {}), ...told, route }));
      }
    };
    const hear = (_: unknown, change: IChange) => {
      if (concerns(change)) {
        void read();
      }
    };
    void read();
    bench.server.changed.connect(hear);
    const timer = window.setInterval(() => {
      if (!document.hidden && !isDear) {
        void read(`${route}${route.includes('?') ? '&' : '?'}${NOBODY_WORKS}`);
      }
    }, NOW_AND_THEN);
    return () => {
      isOver = true;
      window.clearInterval(timer);
      bench.server.changed.disconnect(hear);
    };
    // `concerns` is new with each drawing and always says the same
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [bench, route, isDear, turn]);
  return state.route === route ? state : {};
}

/** Return what an error says. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
