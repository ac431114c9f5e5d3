import assert from 'node:assert/strict';
import { test } from 'node:test';

import { applyEdits, countFindings, inOrder, rangeOf } from '../../../nb2svc/lab/ui/src/checking/findings.ts';

const span = (line: number, column: number, end_line: number, end_column: number) => ({ line, column, end_line, end_column });

test('lines and columns become a stretch of the text', () => {
  assert.deepEqual(rangeOf('a = 1\nbb = 2', span(2, 1, 2, 3)), { from: 6, to: 8 });
  assert.deepEqual(rangeOf('a = 1\nbb = 2', span(1, 5, 2, 3)), { from: 4, to: 8 });
});

test('columns count characters, of which some are two units', () => {
  const text = "s = '🐟🐠' + t";
  const range = rangeOf(text, span(1, 12, 1, 13));
  assert.equal(text.slice(range?.from, range?.to), 't');
});

test('the whole of a cell is no stretch', () => {
  assert.equal(rangeOf('a', span(0, 0, 0, 0)), undefined);
});

test('a place that is no longer there is moved into the text', () => {
  assert.deepEqual(rangeOf('ab', span(9, 9, 9, 12)), { from: 1, to: 2 });
  assert.deepEqual(rangeOf('', span(1, 1, 1, 4)), { from: 0, to: 0 });
  assert.deepEqual(rangeOf('ab', span(1, 1, 1, 1)), { from: 0, to: 1 });
});

test('edits are made where they are meant', () => {
  const edits = [
    { ...span(1, 1, 1, 1), replacement: 'x = ' },
    { ...span(1, 3, 1, 12), replacement: '()' }
  ];
  assert.equal(applyEdits('df(inplace)\nnext', edits), 'x = df()\nnext');
});

const finding = (severity: 'error' | 'warning' | 'note', line: number) => ({
  ...span(line, 1, line, 2),
  code: 'NB000',
  name: '',
  severity,
  message: '',
  hint: '',
  index: 0,
  fix: null
});

test('findings are counted by severity and sorted by place', () => {
  const all = [finding('error', 3), finding('warning', 1), finding('note', 2)];
  assert.deepEqual(countFindings(all), { errors: 1, warnings: 1 });
  assert.deepEqual(all.sort(inOrder).map(each => each.line), [1, 2, 3]);
});
