import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { loadConfig } from './config.js';
import { environmentSchema } from './config.schema.js';

const example = parseEnv(readFileSync(new URL('../../.env.example', import.meta.url), 'utf8'));

describe('.env.example', () => {
  it('documents every setting, and no other', () => {
    expect(Object.keys(example).sort()).toEqual(Object.keys(environmentSchema.shape).sort());
  });

  it('holds the defaults', () => {
    const { hostEnvironment: _environment, ...settings } = loadConfig(example);
    expect({ ...settings, hostEnvironment: {} }).toEqual(loadConfig({}));
  });
});
