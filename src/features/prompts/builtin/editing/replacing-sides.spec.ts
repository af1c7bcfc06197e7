import { describe, expect, it } from 'vitest';
import { loadBuiltinEdits } from '../../../../../test/support/builtin-edits.js';

const edited = await loadBuiltinEdits();

describe('one side for another', () => {
  it.each([
    ['right third instead of centred', 'right third'],
    ['on the left instead of centred', 'left'],
    ['left third rather than centred', 'left third'],
    ['not centred, but in the upper left corner', 'upper left corner'],
    ['lower third, not centred', 'lower third'],
  ])('in the frame: %s', (request, position) => {
    const { composition } = edited('Centred close-up of a poached egg', request).parameters;
    expect(composition.position).toBe(position);
  });

  it.each([
    ['pan right instead of left', { camera: { movement: 'pan right' } }],
    ['right instead of left', { camera: { movement: 'pan right' } }],
  ])('the way of the camera: %s', (request, expected) => {
    expect(edited('A fox, the camera pans left', request).parameters).toMatchObject(expected);
  });
});
