/** Differences as tables, and those of code line by line. */
import type { TranslationBundle } from '@jupyterlab/translation';
import React from 'react';

import { type ICodeDiff, type IDifference, type IVersionDiff, kindOf, write, writeGrowth } from './answers.js';

interface ITableProps {
  readonly title: string;
  readonly diff: IVersionDiff;
  readonly differences: readonly IDifference[];
  readonly trans: TranslationBundle;
}

/** A table of differences; nothing where there are none. */
export function Table({ title, diff, differences, trans }: ITableProps): JSX.Element {
  if (differences.length === 0) {
    return <></>;
  }
  const absent = <span className="nb2svc-Hint">{trans.__('not there')}</span>;
  const hasGrowth = differences.some(each => each.by !== null);
  return (
    <section>
      <h3>{title}</h3>
      <table>
        <thead>
          <tr>
            <th scope="col">{trans.__('name')}</th>
            <th scope="col">{diff.old}</th>
            <th scope="col">{diff.new}</th>
            {hasGrowth && <th scope="col">{trans.__('difference')}</th>}
          </tr>
        </thead>
        <tbody>
          {differences.map(each => (
            <tr key={each.name} data-change={each.change}>
              <th scope="row">
                <code>{each.name}</code>
              </th>
              <td>{each.change === 'added' ? absent : write(each.old)}</td>
              <td>{each.change === 'removed' ? absent : write(each.new)}</td>
              {hasGrowth && <td>{writeGrowth(each.by)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Files whose text has changed; nothing where there are none. */
export function Code({ title, files }: { readonly title: string; readonly files: readonly ICodeDiff[] }): JSX.Element {
  if (files.length === 0) {
    return <></>;
  }
  return (
    <section>
      <h3>{title}</h3>
      {files.map(file => (
        <figure key={file.name}>
          <figcaption>
            <code>{file.name}</code>
          </figcaption>
          <div className="nb2svc-Diff" role="region" aria-label={file.name} tabIndex={0}>
            {file.lines.map((line, index) => (
              // eslint-disable-next-line react/no-array-index-key -- lines have no other name, and never move
              <div key={index} data-kind={kindOf(line)}>
                {line === '' ? ' ' : line}
              </div>
            ))}
          </div>
        </figure>
      ))}
    </section>
  );
}
