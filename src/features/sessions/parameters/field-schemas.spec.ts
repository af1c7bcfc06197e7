import { describe, expect, it } from 'vitest';
import { fieldSchemas as sut } from './field-schemas.js';
import { FIELD_PATHS } from './fields.js';
import { CAMERA_ANGLES, WEATHERS } from './vocabulary.js';

describe('fieldSchemas', () => {
  it('has one for every field', () => {
    expect([...sut().keys()]).toEqual(FIELD_PATHS);
  });

  it('names the terms of an enumeration, alone and in a list', () => {
    expect(sut().get('camera.angle')).toMatchObject({ type: 'string', enum: [...CAMERA_ANGLES] });
    expect(sut().get('weather')).toMatchObject({
      type: 'array',
      maxItems: 3,
      items: { type: 'string', enum: [...WEATHERS] },
    });
  });

  it('says what the items of a list consist of, and which bounds hold', () => {
    expect(sut().get('subjects')).toMatchObject({
      type: 'array',
      items: { type: 'object', required: ['name', 'attributes'], properties: { count: { type: 'integer' } } },
    });
    expect(sut().get('technical.fps')).toMatchObject({ type: 'number', maximum: 240 });
  });
});
