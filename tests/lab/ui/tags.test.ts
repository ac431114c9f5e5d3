import assert from 'node:assert/strict';
import { test } from 'node:test';

import { mnemonics, readTags, stagesOf, withoutStages, withStage } from '../../../nb2svc/lab/ui/src/tagging/tags.ts';

const ALL = ['load', 'train', 'predict'];

test('what is no text is nobody’s tag', () => {
  assert.deepEqual(readTags(['load', 3, null]), ['load']);
  assert.deepEqual(readTags(undefined), []);
  assert.deepEqual(readTags('load'), []);
});

test('stages come in their own order, each once', () => {
  assert.deepEqual(stagesOf(['mine', ' Train', 'load', 'load'], ALL), ['load', 'train']);
});

test('a stage is added at the end and taken away however it is written; other tags stay', () => {
  assert.deepEqual(withStage(['mine', 'load'], 'train', true), ['mine', 'load', 'train']);
  assert.deepEqual(withStage(['mine', 'LOAD '], 'load', true), ['mine', 'LOAD ']);
  assert.deepEqual(withStage(['mine', 'LOAD ', 'load', 'yours'], 'load', false), ['mine', 'yours']);
  assert.deepEqual(withoutStages(['mine', 'Load', 'train'], ALL), ['mine']);
});

test('each word of a menu gets a letter of its own where there are enough', () => {
  const words = ['parameters', 'load', 'lookup', 'preprocess', 'train', 'predict', 'evaluate', 'report'];
  const letters = mnemonics(words).map((position, word) => words[word]?.[position]);
  assert.equal(new Set(letters).size, words.length);
  assert.ok(!letters.includes(undefined));
  assert.deepEqual(mnemonics(['a', 'a']).sort(), [-1, 0]);
});
