import { describe, expect, it } from 'vitest';
import type { ConditioningInput, InputRole, Task } from './engine.port.js';
import { inferTask, inputProblems, mediumOf } from './task-inputs.js';

const input = (role: InputRole): ConditioningInput => ({
  role,
  fileName: `${'a'.repeat(64)}.png`,
  mediaType: 'image/png',
  size: 10,
});
const pathsOf = (task: Task, ...roles: InputRole[]) =>
  inputProblems(task, roles.map(input)).map(({ path, message }) => `${path} ${message}`);

describe('the inputs of a task', () => {
  it.each([
    ['text-to-video', []],
    ['image-to-video', ['image']],
    ['image-to-video', ['image', 'last-image']],
    ['image-to-image', ['image']],
    ['video-to-video', ['video']],
    ['audio-driven', ['image', 'audio']],
    ['audio-driven', ['video', 'audio']],
  ] as const)('of %s may be %j', (task, roles) => {
    expect(pathsOf(task, ...roles)).toEqual([]);
  });

  it('are asked for by name where they are missing', () => {
    expect(pathsOf('image-to-video')).toEqual(['image is needed for image-to-video']);
    expect(pathsOf('audio-driven', 'image')).toEqual(['audio is needed for audio-driven']);
    expect(pathsOf('audio-driven', 'audio')).toEqual(['image is needed for audio-driven (or video)']);
  });

  it('are refused where the task would ignore them, or where one comes twice', () => {
    expect(pathsOf('text-to-video', 'image')).toEqual(['image is not used by text-to-video']);
    expect(pathsOf('image-to-video', 'image', 'image')).toEqual(['image may be given once']);
  });
});

describe('a task that nobody named', () => {
  it.each([
    [[], 'text-to-video'],
    [['image'], 'image-to-video'],
    [['image', 'last-image'], 'image-to-video'],
    [['video', 'image'], 'video-to-video'],
    [['image', 'audio'], 'audio-driven'],
  ] as const)('follows from %j', (roles, task) => {
    expect(inferTask(roles.map(input), ['text-to-video'])).toBe(task);
  });

  it('ends in an image only where the engine makes nothing else', () => {
    expect(inferTask([], ['text-to-image'])).toBe('text-to-image');
    expect(inferTask([], ['text-to-image', 'text-to-video'])).toBe('text-to-video');
    expect(inferTask([input('image')], ['image-to-image'])).toBe('image-to-image');
    expect([mediumOf('image-to-image'), mediumOf('image-to-video')]).toEqual(['image', 'video']);
  });
});
