import { describe, expect, it } from 'vitest';
import { CommandError, commandOf, wordsOf } from './command-line.js';

describe('wordsOf', () => {
  it.each([
    ['python -m server  --port 1', ['python', '-m', 'server', '--port', '1']],
    [`run "two words" 'and "these"' end`, ['run', 'two words', 'and "these"', 'end']],
    [String.raw`a\ b "c\"d" 'e\f'`, ['a b', 'c"d', String.raw`e\f`]],
    [`--name="my model"x ''`, ['--name=my modelx', '']],
    ['a;b && $(c) | `d` > e', ['a;b', '&&', '$(c)', '|', '`d`', '>', 'e']],
    ['  ', []],
  ])('divides %s', (command, words) => expect(wordsOf(command)).toEqual(words));

  it.each([`a 'b`, `a "b`, 'a\\', 'x'.repeat(9000)])('refuses %.20s', (command) => {
    expect(() => wordsOf(command)).toThrow(CommandError);
  });
});

describe('commandOf', () => {
  const values = { port: '8001', device: '0,1', model: undefined };

  it('keeps a value in its word whatever it holds', () => {
    expect(commandOf('serve {model} --port={port}', { ...values, model: 'a b; rm -rf "/" {port}' })).toEqual([
      'serve',
      'a b; rm -rf "/" {port}',
      '--port=8001',
    ]);
  });

  it.each([
    ['{model}', 'not set'],
    ['serve {gpu}', 'there are only {port}, {device}, {model}'],
    ['{constructor}', 'there are only'],
    ['', 'is empty'],
  ])('refuses %s', (command, words) => expect(() => commandOf(command, values)).toThrow(words));
});
