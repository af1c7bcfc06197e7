import { isAbsolute, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigError, isLoopback, loadConfig } from './config.js';

const KEY = 'a-key-that-is-long-enough';

function problemsOf(env: Record<string, string>): string {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error('the settings were taken');
}

describe('the settings', () => {
  it('need none to be set', () => {
    expect(loadConfig({})).toMatchObject({
      ports: [8000],
      host: '127.0.0.1',
      queueTtlMs: 300_000,
      maxAttempts: 5,
    });
  });

  it('are read in the units that people write and kept in those that code counts', () => {
    const sut = loadConfig({ PORT: '8000, 8080', QUEUE_TTL: '5', RETENTION_DAYS: '1', RETENTION_GB: '2.5' });

    expect([sut.ports, sut.queueTtlMs, sut.retentionMs, sut.retentionBytes]).toEqual([
      [8000, 8080],
      5000,
      86_400_000,
      2_500_000_000,
    ]);
  });

  it('that are left blank take their defaults', () => {
    expect(loadConfig({ QUEUE_TTL: '', RETENTION_DAYS: '', DEVICES: '' })).toMatchObject({
      queueTtlMs: 300_000,
      retentionMs: undefined,
      devices: 'auto',
    });
  });

  it('name folders and files once and for all, whatever folder the process works in afterwards', () => {
    const given = {
      DATA_DIR: 'a/data',
      STATIC_DIR: './b',
      SESSIONS_DIR: '../c',
      MODEL_DIR: 'd',
      MODEL_CACHE_DIR: 'e',
      LIGHTX2V_CAPABILITIES: 'f.json',
    };
    const sut = loadConfig(given);
    const paths = [sut.dataDir, sut.staticDir, sut.sessionsDir, sut.modelDir, sut.models.cacheDir];
    const file = sut.servers.lightx2v.capabilitiesFile ?? '';
    expect([...paths, file]).toEqual(Object.values(given).map((path) => resolve(path)));
    expect([...paths, file].filter((path) => !isAbsolute(path))).toEqual([]);
  });

  it('cannot be changed', () => {
    expect(Object.isFrozen(loadConfig({}))).toBe(true);
  });

  it('are refused with all problems at once, by their names and never with their values', () => {
    const secret = 'name:topsecret';
    const text = problemsOf({ PORT: '70000', QUEUE_MAX: 'sesame', API_KEYS: secret, LOG_LEVEL: 'loudest' });

    for (const name of ['PORT', 'QUEUE_MAX', 'API_KEYS', 'LOG_LEVEL']) expect(text).toContain(name);
    for (const value of ['70000', 'sesame', 'topsecret', 'loudest']) expect(text).not.toContain(value);
  });

  it.each(['x', 'name:short', `:${KEY}`, `a b:${KEY}`, `a:${KEY},a:${KEY}2`])(
    'take no API_KEYS like %j',
    (keys) => {
      expect(problemsOf({ API_KEYS: keys })).toContain('API_KEYS');
    },
  );

  it.each(['0.0.0.0', '::', '192.168.1.5', 'example.org'])('bind %s only with keys or on purpose', (host) => {
    expect(problemsOf({ HOST: host })).toContain('API_KEYS');
    expect(loadConfig({ HOST: host, API_KEYS: `me:${KEY}` }).apiKeys.get('me')).toBe(KEY);
    expect(loadConfig({ HOST: host, ALLOW_ANONYMOUS: 'true' }).host).toBe(host);
  });

  it.each(['127.0.0.1', '::1', 'localhost'])('bind %s without keys', (host) => {
    expect([isLoopback(host), loadConfig({ HOST: host }).host]).toEqual([true, host]);
  });

  it.each(['127.0.0.1.example.org', '', '10.0.0.1'])('do not take %j for loopback', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});
