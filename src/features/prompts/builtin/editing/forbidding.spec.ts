import { describe, expect, it } from 'vitest';
import { loadBuiltinEdits } from '../../../../../test/support/builtin-edits.js';

const edited = await loadBuiltinEdits();

describe('what somebody is to do no more', () => {
  const DRIVE = 'A red car rotates on a stage. A dog barks at a cat.';

  it.each([
    'stop the car from rotating',
    'the car should stop rotating',
    "the car shouldn't rotate",
    'the car must not rotate any more',
    'keep the car from rotating',
  ])('%s', (request) => {
    const { actions } = edited(DRIVE, request).parameters;
    expect(actions).toEqual([{ agent: 'dog', action: 'barking at a cat' }]);
  });

  it.each(['the car should not bark', 'the dog should not bark at the car'])('goes on: %s', (request) => {
    expect(edited(DRIVE, request).parameters.actions).toHaveLength(2);
  });

  it.each([
    "she isn't knitting anything, she's peeling apples",
    "she's not knitting, she's peeling apples",
    'forget the knitting, she should just be peeling apples',
  ])('%s', (request) => {
    const { actions, setting } = edited('A nun knits in a garden', request).parameters;
    expect(actions).toEqual([{ agent: 'nun', action: 'peeling apples' }]);
    expect(setting.props).toEqual(['apples']);
  });

  it('is for all who do it', () => {
    const { actions } = edited(
      'Two monks and a nun are dancing in a garden',
      'let them arm wrestle rather than dance',
    ).parameters;
    expect(actions).toEqual([
      { agent: 'monk', action: 'arm wrestling' },
      { agent: 'nun', action: 'arm wrestling' },
    ]);
  });
});

describe('who says nothing', () => {
  const TALK = 'A queen whispers "Never again" to a guard. The guard replies "Never".';

  it.each([
    "she shouldn't say anything at all",
    'the queen should not say a word',
    'she says nothing',
    'let the queen stay silent',
  ])('%s', (request) => {
    const { audio, protected: kept } = edited(TALK, request).parameters;
    expect(audio.dialogue).toEqual([{ speaker: 'guard', text: 'Never' }]);
    expect(kept).not.toContain('Never again');
  });

  it('has no line to lose twice', () => {
    const { audio } = edited(TALK, "the queen doesn't speak, remove her line").parameters;
    expect(audio.dialogue).toEqual([{ speaker: 'guard', text: 'Never' }]);
  });
});
