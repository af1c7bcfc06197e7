import 'reflect-metadata';
import { describe, expect, it } from 'vitest';
import { applyDescriptions } from '../../platform/http/openapi/describe.js';
import { ImageTaskForm, ImageTaskRequest, VideoTaskForm, VideoTaskRequest } from './task.body.js';
import { IMAGE_FIELDS, IMAGE_FORM_FIELDS, VIDEO_FIELDS, VIDEO_FORM_FIELDS } from './task-fields.js';
import { baseName, disposition, downloadName, newTaskId, resultName } from './task-names.js';

describe('fields of a task', () => {
  it.each([
    [VideoTaskRequest, VIDEO_FIELDS],
    [ImageTaskRequest, IMAGE_FIELDS],
    [VideoTaskForm, VIDEO_FORM_FIELDS],
    [ImageTaskForm, IMAGE_FORM_FIELDS],
  ])('are all described, and no other: %o', async (body, table) => {
    applyDescriptions(await import('@nestjs/swagger'));
    const described = (Reflect.getMetadata('swagger/apiModelPropertiesArray', body.prototype) as string[])
      .map((name) => name.slice(1))
      .filter((name) => !name.endsWith('_file'));
    expect(described.sort()).toEqual(Object.keys(table).sort());
  });
});

describe('names of results', () => {
  it.each([
    ['', 'video', 'ID.mp4'],
    [null, 'image', 'ID.png'],
    ['clip', 'video', 'clip.mp4'],
    ['a/b.mov', 'video', 'a/b.mov'],
    ['/abs/olute', 'video', 'abs/olute.mp4'],
    ['../..//x', 'image', 'x.png'],
    ['..\\..\\x.png', 'image', 'x.png'],
    ['..', 'video', 'ID.mp4'],
    ['.hidden', 'video', '.hidden.mp4'],
    ['a.d/file', 'video', 'a.d/file.mp4'],
  ] as const)('%j becomes %s', (wanted, medium, name) => {
    expect(resultName(wanted, 'ID', medium)).toBe(name);
  });

  it('stay names where the id of the task is a path', () => {
    expect(resultName('', '../../etc/x', 'video')).toBe('etc_x.mp4');
    expect(baseName('a/b.mp4')).toBe('b.mp4');
  });

  it('are found by paths that lead nowhere else', () => {
    expect(downloadName('./a//b.mp4')).toBe('a/b.mp4');
    for (const path of ['/a', '..', 'a/../b', 'a\\..\\b']) expect(downloadName(path)).toBeUndefined();
  });

  it('cannot break out of a header', () => {
    const header = disposition('attachment', 'a"\r\nx: y\ud800.mp4');
    expect(header).toMatch(/^attachment; filename="a___x: y_\.mp4"; filename\*=UTF-8''[\w%.-]+$/);
  });
});

describe('ids of tasks', () => {
  it('have the form that clients know, and differ', () => {
    const ids = Array.from({ length: 100 }, newTaskId);
    expect(new Set(ids).size).toBe(100);
    for (const id of ids) expect(id).toMatch(/^[A-Z0-9]{4}(-[A-Z0-9]{4}){4}$/);
  });
});
