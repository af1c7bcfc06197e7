import { expect, it } from 'vitest';
import { roleFor } from './files-field.js';

const file = { id: '1', name: 'a', detail: '' };

it.each([
  ['image', {}, 'image'],
  ['image', { image: file }, 'last_image'],
  ['image', { image: file, last_image: file }, 'image'],
  ['video', { image: file }, 'video'],
  ['audio', {}, 'audio'],
] as const)('uses a new %s beside %o as %s', (kind, files, role) => {
  expect(roleFor({ kind }, files)).toBe(role);
});
