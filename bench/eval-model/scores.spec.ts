import { expect, it } from 'vitest';
import { namesOf, shrink } from './judge.ts';
import { confusions, flicker, ratesByAttribute, rateTogether, variety, type Verdict } from './scores.ts';

const verdicts: Verdict[] = [
  { asked: { colour: 'red', place: 'sea' }, seen: { colour: 'red', place: 'sea' } },
  { asked: { colour: 'red', place: 'sea' }, seen: { colour: 'blue', place: 'sea' } },
  { asked: { colour: 'red', place: 'city' }, seen: { colour: 'blue', place: 'sea' } },
  { asked: { colour: 'pink', place: 'city' }, seen: { colour: 'pink', place: 'city' } },
];

it('counts an attribute as right where it is seen as it was asked for', () => {
  expect(ratesByAttribute(verdicts)).toEqual({ colour: 0.5, place: 0.75 });
});

it('counts attributes together as right only where all of them are', () => {
  expect(rateTogether(verdicts, 1)).toBe(0.625);
  expect(rateTogether(verdicts, 2)).toBe(0.5);
});

it('names what is taken for what, most often first', () => {
  expect(confusions(verdicts, 'colour', 5)).toEqual(['red as blue (2)']);
  expect(confusions(verdicts, 'place', 5)).toEqual(['city as sea (1)']);
});

it('takes the best scored value of each attribute', () => {
  const attributes = { colour: ['red', 'blue'], place: ['sea', 'city', 'desert'] };
  expect(namesOf(Float32Array.of(0, 2, -3, -1, -2), attributes)).toEqual({ colour: 'blue', place: 'city' });
});

it('makes pictures smaller by the mean, channel by channel', () => {
  const frame = Uint8Array.from({ length: 4 * 4 * 3 }, (_, at) =>
    at % 3 === 0 ? Math.floor(at / 12) * 50 : 255,
  );
  const small = shrink(frame, 4, 2);
  expect([...small].map((value) => Math.round(value * 255))).toEqual([
    25, 25, 125, 125, 255, 255, 255, 255, 255, 255, 255, 255,
  ]);
  expect(() => shrink(frame, 4, 3)).toThrow('4 pixels cannot be made 3');
});

it('finds steady change free of flicker, and measures how far seeds are apart', () => {
  const frame = (value: number) => new Uint8Array(3).fill(value);
  expect(flicker([frame(0), frame(10), frame(20), frame(30)])).toBe(0);
  expect(flicker([frame(0), frame(10), frame(0), frame(10)])).toBe(20);
  expect(variety([[frame(0)], [frame(30)], [frame(60)]])).toBe(40);
});
