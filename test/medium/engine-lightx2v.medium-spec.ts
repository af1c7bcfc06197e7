import { describe } from 'vitest';
import type { FieldProfile } from '../../src/features/engines/lightx2v/field-profile.js';
import { LightX2vProtocol } from '../../src/features/engines/lightx2v/lightx2v.protocol.js';
import { describeServerEngine } from '../contract/server-engine.suite.js';
import type { ServerDouble } from '../contract/server-engine.types.js';
import { LightX2vDouble } from '../support/engine-doubles/lightx2v-double.js';
import { forSuite, SHORT_VIDEO } from '../support/engine-doubles/suite-double.js';

const PROFILES: readonly FieldProfile[] = ['classic', 'current'];

async function startDouble(profile: FieldProfile): Promise<ServerDouble> {
  const double = await new LightX2vDouble(profile, SHORT_VIDEO).start();
  return forSuite(double, {
    routes: {
      submit: ['POST', /^\/v1\/tasks\/video\/$/],
      poll: ['GET', /\/status$/],
      result: ['GET', /\/result$/],
    },
    busyStatus: 503,
    jobs: () => double.jobs.all(),
    succeed: (id) => double.jobs.succeed(id),
    fail: (id, how) => {
      double.errorType = how === 'refused' ? 'ValueError' : 'RuntimeError';
      double.jobs.failWith(id, 'it went wrong');
    },
    lose: () => double.jobs.forgetAll(),
    sayUnknownWord: () => (double.strangeStatus = 'thinking'),
  });
}

describe.each(PROFILES)('a server with the %s fields', (profile) => {
  describeServerEngine(`lightx2v (${profile})`, {
    protocol: (http) => new LightX2vProtocol(http, 'auto'),
    startDouble: () => startDouble(profile),
  });
});
