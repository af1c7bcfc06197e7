import nlp from 'compromise/two';
import { describe, expect, it } from 'vitest';
import { sweepRules } from './rule-sweep.js';

const TEXTS = [
  'A red car overtakes a white van on a rainy city street at night, wide shot',
  'Two old men in dark coats slowly walk past the bakery; a young girl is running after them, laughing.',
  'The well known singer has been waiting since 3pm on June 5th 2019, and will have left by half past four.',
  'He said "never again!" and left. Dr. Smith of Acme Corp. in Paris, France paid $5,000 for 3.5 kg of gold.',
  'Could you make it look brighter? Do not show people. Never mind the dogs, they were not running away anyway.',
  'slow dolly in from a low angle, 35mm, f/1.8, shallow depth of field, teal and orange, film grain',
  'constructor __proto__ toString, a cat',
  'THE BIG DOG RUNS AND THE SMALL CAT SLEEPS',
  '一只猫在海滩上行走。 Ein Hund läuft über die Straße.',
];

type Sweep = typeof sweepRules;
const methods = nlp.methods() as {
  one: { bulkMatch: Sweep; buildNet: (rules: object[], world: object) => never };
};
const { two } = nlp.model() as { two: { matches: object[] } };
const net = methods.one.buildNet(
  two.matches.map((rule) => ({ ...rule })),
  nlp.world(),
);

describe('sweepRules', () => {
  it.each(TEXTS)('finds what the library finds by itself, in the same order: %s', (text) => {
    const clauses = nlp(text).docs as never;
    const own = methods.one.bulkMatch(clauses, net, methods as never, {});
    expect(sweepRules(clauses, net, methods as never)).toEqual(own);
  });

  it('finds many', () => {
    const found = TEXTS.flatMap((text) => sweepRules(nlp(text).docs as never, net, methods as never));
    expect(found.length).toBeGreaterThan(20);
  });
});
