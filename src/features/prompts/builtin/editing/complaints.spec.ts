import { describe, expect, it } from 'vitest';
import { loadBuiltinEdits } from '../../../../../test/support/builtin-edits.js';
import { isLack, topicOf } from './complaints.js';

const edited = await loadBuiltinEdits();
const LOBBY = 'A tall man waits in a hotel lobby at dusk, gloomy mood, pastel colours';

describe('topicOf', () => {
  it.each([
    ['the hat is too big', 'the hat'],
    ["dusk isn't what we had in mind", 'dusk'],
    ["gloomy isn't my thing", 'gloomy'],
    ['they look so plain', 'they'],
    ['too many colours for my taste', 'colours'],
    ["the song doesn't do it for me", 'the song'],
    ['something to drink is missing', 'something to drink'],
  ])('%s', (clause, topic) => {
    expect(topicOf(clause)).toBe(topic);
  });

  it.each(['make her look so happy', 'the hat is red', 'a red hat'])('finds none in %s', (clause) => {
    expect(topicOf(clause)).toBeUndefined();
  });
});

it('knows what is not to be had', () => {
  expect(isLack("we can't get a truck")).toBe(true);
  expect(isLack('the truck is wrong')).toBe(false);
});

describe('what follows a complaint is of what was complained about', () => {
  it.each([
    ["gloomy isn't the mood I had in mind, it should be hopeful", { mood: ['hopeful'] }],
    ["gloomy doesn't do it for me, it has to be dreamy", { mood: ['dreamy'] }],
    ["dusk isn't what we wanted, it needs to be dawn", { time_of_day: 'dawn' }],
    ['the pastel colours are too pale, I want vivid ones', { palette: ['vivid'] }],
  ])('%s', (request, expected) => {
    expect(edited(LOBBY, request).parameters).toMatchObject(expected);
  });
});
