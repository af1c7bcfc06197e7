import { describe, expect, it } from 'vitest';
import { OriginPolicy, type OriginSettings } from './origin-policy.js';

const settings: OriginSettings = { host: '127.0.0.1', trustedHosts: [], corsOrigins: [], hasApiKeys: false };

function check(change: Partial<OriginSettings>, method: string, headers: Record<string, string>): boolean {
  try {
    new OriginPolicy({ ...settings, ...change }).check({ method, headers });
    return true;
  } catch {
    return false;
  }
}

describe('OriginPolicy', () => {
  it('refuses a request without a host, which no browser sends', () => {
    expect(check({}, 'GET', {})).toBe(false);
    expect(check({ hasApiKeys: true }, 'GET', {})).toBe(true);
  });

  it.each(['localhost:1', '127.1.2.3', '[::1]', 'LocalHost'])('knows %s as this machine', (host) => {
    expect(check({}, 'GET', { host })).toBe(true);
  });

  it.each([
    '1270.0.0.1',
    '127.0.0.1.nip.io',
    '[::1',
    '::1',
    'localhost:x',
    'localhost@evil.example',
    '10.0.0.1',
  ])('does not take %s for this machine', (host) => {
    expect(check({}, 'GET', { host })).toBe(false);
  });

  it('lets changes in from welcome origins only', () => {
    const from = (origin: string) =>
      check({ corsOrigins: ['https://a.example'] }, 'POST', { host: 'localhost', origin });
    expect(from('https://a.example')).toBe(true);
    expect(from('https://a.example.evil.example')).toBe(false);
    expect(from('http://a.example')).toBe(false);
    expect(from('http://localhost')).toBe(true);
    expect(from('http://localhost:81')).toBe(false);
  });

  it('lets WebSockets in from welcome origins only, although they are asked for by GET', () => {
    const from = (origin: string | undefined, host = 'localhost') => {
      try {
        new OriginPolicy(settings).checkSocket({ host, origin });
        return true;
      } catch {
        return false;
      }
    };
    expect(from(undefined)).toBe(true);
    expect(from('http://localhost')).toBe(true);
    expect(from('https://evil.example')).toBe(false);
    expect(from(undefined, 'evil.example')).toBe(false);
  });
});
