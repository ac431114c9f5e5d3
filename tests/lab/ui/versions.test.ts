import assert from 'node:assert/strict';
import { test } from 'node:test';

import { aliasesOf, kindOf, newestFirst, write, writeGrowth } from '../../../nb2svc/lab/ui/src/panel/versions/answers.ts';

const version = (number: number) => ({ version: `a@${number}`, number, created: '', metrics: {}, checks: [] });
const service = { service: 'a', aliases: { latest: 10, champion: 2, best: 10 }, versions: [version(2), version(9), version(10)] };

test('versions come newest first, by number and not by name', () => {
  assert.deepEqual(newestFirst(service).map(each => each.number), [10, 9, 2]);
});

test('a version is told with all that it is called', () => {
  assert.deepEqual(aliasesOf(service, version(10)), ['best', 'latest']);
  assert.deepEqual(aliasesOf(service, version(9)), []);
});

test('numbers have six digits, texts are as they are, and everything else is JSON', () => {
  assert.deepEqual([0.1234567, 1000000, 'text', true, null, ['a']].map(write), ['0.123457', '1000000', 'text', 'true', 'null', '["a"]']);
});

test('growth has a sign', () => {
  assert.deepEqual([0.5, -0.00123456, 0, null].map(writeGrowth), ['+0.5', '-0.001235', '0', '']);
});

test('a line of a diff is what its sign says', () => {
  assert.deepEqual(['+a', '-b', '@@ -1 +1 @@', ' c', ''].map(kindOf), ['added', 'removed', 'place', 'same', 'same']);
});
