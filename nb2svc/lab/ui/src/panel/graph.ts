/** Keeps the picture of a notebook's pipeline fresh: asked for whenever the checker has seen an edit, and after a build. */
import type { NotebookPanel } from '@jupyterlab/notebook';
import { useEffect, useRef, useState } from 'react';

import { questionOf } from '../editor/question.js';
import type { IChange } from '../server/server.js';
import { wordsOf } from './fresh.js';
import type { IWorkbench } from './workbench.js';

/** A picture as SVG text, empty where no cell has a stage; or in words why there is none. */
export interface IGraph {
  readonly graph?: string;
  readonly failure?: string;
}

/** Return the newest picture; the last one stays while a notebook cannot be read, as in the middle of a word. */
export function useGraph(bench: IWorkbench, panel: NotebookPanel): IGraph {
  const [state, setState] = useState<IGraph>({});
  const asked = useRef('');
  useEffect(() => {
    let isOver = false;
    const checker = bench.checkerOf(panel);
    const read = async (isAnew: boolean) => {
      const question = questionOf(panel);
      const mine = JSON.stringify(question);
      if (question === undefined || (mine === asked.current && !isAnew)) {
        return; // only outputs, or nothing at all, has changed
      }
      asked.current = mine;
      const told = await bench.server
        .ask<{ readonly graph: string }>('POST', 'explain', question)
        .then(answer => ({ graph: answer.graph }), (error: unknown) => ({ failure: wordsOf(error) }));
      if (isOver || mine !== asked.current) {
        return;
      }
      if ('failure' in told) {
        asked.current = ''; // it may be answered at the next occasion
      }
      setState(old => ({ ...old, ...told }));
    };
    const follow = () => void read(false);
    const hear = (_: unknown, change: IChange) => {
      if (change.kind === 'build' && change.state === 'published') {
        void read(true);
      }
    };
    follow();
    checker.changed.connect(follow);
    bench.server.changed.connect(hear);
    return () => {
      isOver = true;
      asked.current = '';
      checker.changed.disconnect(follow);
      bench.server.changed.disconnect(hear);
    };
  }, [bench, panel]);
  return state;
}
