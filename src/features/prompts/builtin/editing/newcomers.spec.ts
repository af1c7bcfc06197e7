import { describe, expect, it } from 'vitest';
import { loadBuiltinEdits } from '../../../../../test/support/builtin-edits.js';

const edited = await loadBuiltinEdits();
const TRUCK = 'A truck drives through a harbor town';

describe('what is to make a noise', () => {
  it.each([
    ['an alarm should be blaring as well', 'alarm blaring'],
    ['sirens should be wailing', 'sirens wailing'],
    ['a phone should ring', 'phone ringing'],
    ['let a bell toll', 'bell tolling'],
    ['have a siren wail in the distance', 'siren wailing in the distance'],
  ])('is heard: %s', (request, sound) => {
    const { audio, subjects } = edited(TRUCK, request).parameters;
    expect(audio.effects).toEqual([sound]);
    expect(subjects).toHaveLength(1);
  });

  it.each([
    ['a dog should be barking', { agent: 'dog', action: 'barking' }],
    ['let an owl hoot', { agent: 'owl', action: 'hooting' }],
    ['a flag should be waving', { agent: 'flag', action: 'waving' }],
    ['let a drunk sailor stagger past', { agent: 'sailor', action: 'staggering past' }],
    ['let a curtain flutter', { agent: 'curtain', action: 'fluttering' }],
  ])('is there, and does it: %s', (request, action) => {
    const { actions } = edited(TRUCK, request).parameters;
    expect(actions).toContainEqual(action);
    expect(actions).toContainEqual({ agent: 'truck', action: 'driving through a harbor town' });
  });

  it('is not put in for what nobody understands', () => {
    const answer = edited(TRUCK, 'let an owl ruffle its feathers');
    expect(answer).toMatchObject({ prompt: TRUCK, changes: [] });
    expect(answer.notDone).toHaveLength(1);
  });
});

describe('what comes with music', () => {
  it.each([
    ['add fog and some eerie music', { weather: ['fog'], audio: { music: 'eerie', effects: [] } }],
    ['add snow and soft piano music', { weather: ['snow'], audio: { music: 'soft piano' } }],
    ['add thunder and eerie music', { audio: { music: 'eerie', effects: ['thunder'] } }],
    ['add waves crashing and some lofi music', { audio: { music: 'lofi', effects: ['waves crashing'] } }],
    ['a low angle and some jazz music', { camera: { angle: 'low angle' }, audio: { music: 'jazz' } }],
    ['add a cat and some jazz music', { subjects: [{}, { name: 'cat' }], audio: { music: 'jazz' } }],
  ])('%s', (request, expected) => {
    expect(edited(TRUCK, request).parameters).toMatchObject(expected);
  });
});

describe('young animals', () => {
  it.each(['owlet', 'duckling', 'bear cub', 'pup', 'hatchling', 'eaglet'])('%s', (name) => {
    const { composition, subjects } = edited(
      'A barn owl in a barn',
      `put a fluffy ${name} next to it`,
    ).parameters;
    expect(subjects[1]).toMatchObject({ name, count: 1, attributes: ['fluffy'] });
    expect(composition.relations).toEqual([`${name} next to barn owl`]);
  });
});
