import assert from 'node:assert/strict';
import { test } from 'node:test';

import { linesOf } from '../../../nb2svc/lab/ui/src/checking/findings.ts';
import { meaningAt } from '../../../nb2svc/lab/ui/src/explaining/meanings.ts';
import { DEFAULTS, readValues } from '../../../nb2svc/lab/ui/src/settings/values.ts';

const explanation = {
  meanings: [{ name: 'bb', words: ['`bb` is constant'] }, { name: 't', words: ['`t` is row-time'] }],
  names: [
    [0, 2, 1, 3, 0],
    [1, 1, 12, 13, 1]
  ] as const
};

const at = (offset: number, cell = 0, line = 2) => meaningAt(explanation, cell, line, 'bb = 1', offset)?.meaning.name;

test('a name is found by any of its characters, and not beside it', () => {
  assert.deepEqual([0, 1, 2, 5].map(offset => at(offset)), ['bb', 'bb', undefined, undefined]);
  assert.equal(at(0, 1), undefined);
  assert.equal(at(0, 0, 1), undefined);
});

test('columns count characters, of which some are two units', () => {
  const text = "s = '🐟🐠' + t";
  const found = meaningAt(explanation, 1, 1, text, text.length - 1);
  assert.equal(text.slice(found?.from, found?.to), 't');
});

test('lines are those of one cell', () => {
  assert.deepEqual(linesOf(1, [[0, 1, 2], [1, 3, 3], [1, 5, 9]]), [[3, 3], [5, 9]]);
});

test('settings that are missing or of another kind are as by default', () => {
  assert.deepEqual(readValues({}), DEFAULTS);
  const read = readValues({ check: false, checkDelay: '1', showBadges: null, more: 1 });
  assert.deepEqual(read, { ...DEFAULTS, check: false });
});
