import { describe, expect, it } from 'vitest';
import { loadBuiltinEdits } from '../../../../../test/support/builtin-edits.js';

const edited = await loadBuiltinEdits();

describe('the other way', () => {
  it.each([
    ['camera pans left', 'pan the other way', 'pan right'],
    ['camera pans right', 'the camera should pan the other way around', 'pan left'],
    ['camera tilts up', 'reverse the tilt', 'tilt down'],
    ['camera zooms in', 'zoom in the opposite direction', 'zoom out'],
    ['slow dolly out', 'can the camera go the other way?', 'dolly in'],
    ['camera pans left', 'flip the direction of the pan', 'pan right'],
  ])('%s: %s', (camera, request, expected) => {
    expect(edited(`A dog runs along a beach, ${camera}`, request).parameters.camera.movement).toBe(expected);
  });

  it.each(['zoom the other way', 'the dog should look the other way'])(
    'leaves a pan alone: %s',
    (request) => {
      expect(edited('A dog runs along a beach, camera pans left', request).parameters.camera.movement).toBe(
        'pan left',
      );
    },
  );

  it('turns the light', () => {
    const { lighting } = edited(
      'A vase on a table, lit from the left',
      'the light should come from the other side',
    ).parameters;
    expect(lighting.direction).toMatch(/from the right$/);
  });
});
