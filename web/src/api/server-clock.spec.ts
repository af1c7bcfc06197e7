import { expect, it } from 'vitest';
import { learnServerTime, serverNow } from './server-clock.js';

it("goes by the server's clock where that differs by more than the network explains", () => {
  const hourAhead = new Date(Date.now() + 3_600_000).toUTCString();
  learnServerTime(hourAhead, Date.now());
  expect(serverNow() - Date.now()).toBeGreaterThan(3_590_000);
  learnServerTime(null, Date.now());
  expect(serverNow() - Date.now()).toBeGreaterThan(3_590_000);
  learnServerTime(new Date().toUTCString(), Date.now());
  expect(Math.abs(serverNow() - Date.now())).toBeLessThan(1000);
});
