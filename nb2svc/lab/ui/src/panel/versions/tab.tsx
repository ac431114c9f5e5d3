/** What is different between two versions, in a tab of its own. */
import { Dialog, MainAreaWidget, ReactWidget, showDialog } from '@jupyterlab/apputils';
import React, { useEffect, useState } from 'react';

import { type IFresh, wordsOf } from '../fresh.js';
import { serviceIcon } from '../icon.js';
import type { IWorkbench } from '../workbench.js';
import type { IVersionDiff } from './answers.js';
import { Code, Table } from './differences.js';

/** Show a comparison, in the tab that has it already where there is one. */
export function openDiff(bench: IWorkbench, old: string, now: string): void {
  const { shell } = bench.app;
  const id = `nb2svc-diff-${old}-${now}`;
  const known = [...shell.widgets('main')].find(widget => widget.id === id);
  const tab = known ?? makeTab(bench, old, now, id);
  if (!tab.isAttached) {
    shell.add(tab, 'main');
  }
  if (tab.isAttached) {
    shell.activateById(id);
    return;
  }
  // Notebook 7 has no tabs
  tab.dispose();
  void showDialog({
    title: bench.trans.__('Differences'),
    body: makeContent(bench, old, now),
    buttons: [Dialog.okButton({ label: bench.trans.__('Close') })]
  });
}

function makeTab(bench: IWorkbench, old: string, now: string, id: string): MainAreaWidget {
  const content = makeContent(bench, old, now);
  const tab = new MainAreaWidget({ content });
  content.node.tabIndex = 0; // so that keys can scroll it, also where nothing in it can be focused
  tab.id = id;
  tab.title.label = `${old} → ${now}`;
  tab.title.caption = bench.trans.__('What is different between %1 and %2', old, now);
  tab.title.icon = serviceIcon;
  tab.title.closable = true;
  return tab;
}

function makeContent(bench: IWorkbench, old: string, now: string): ReactWidget {
  const content = ReactWidget.create(<Diff bench={bench} old={old} now={now} />);
  content.addClass('nb2svc-DiffTab');
  return content;
}

interface IProps {
  readonly bench: IWorkbench;
  readonly old: string;
  readonly now: string;
}

/** Versions never change, so that asking once is enough. */
function Diff({ bench, old, now }: IProps): JSX.Element {
  const [{ answer, failure }, setState] = useState<IFresh<IVersionDiff>>({});
  const { trans } = bench;
  useEffect(() => {
    const route = `diff?old=${encodeURIComponent(old)}&new=${encodeURIComponent(now)}`;
    void bench.server
      .ask<IVersionDiff>('GET', route)
      .then(found => setState({ answer: found }), (error: unknown) => setState({ failure: wordsOf(error) }));
  }, [bench, old, now]);
  if (answer === undefined) {
    return <p role="status">{failure ?? trans.__('Comparing…')}</p>;
  }
  const titles = {
    parameters: trans.__('Parameters'),
    metrics: trans.__('Metrics'),
    request: trans.__('Request'),
    answer: trans.__('Answer'),
    state: trans.__('State'),
    packages: trans.__('Packages'),
    facts: trans.__('The rest')
  } as const;
  return (
    <>
      <h2>{`${answer.old} → ${answer.new}`}</h2>
      {answer.same && <p>{trans.__('Nothing has changed: code, parameters, metrics, schema, state and packages are the same.')}</p>}
      {!answer.same && answer.same_content && <p>{trans.__('Code, state, parameters and packages are the same, and so are all answers.')}</p>}
      {(Object.keys(titles) as (keyof typeof titles)[]).map(key => (
        <Table key={key} title={titles[key]} diff={answer} differences={answer[key]} trans={trans} />
      ))}
      {answer.notebook !== null && <Code title={trans.__('Notebook')} files={[answer.notebook]} />}
      <Code title={trans.__('Generated package')} files={answer.package} />
    </>
  );
}
