import { describe } from 'vitest';
import { OpenAiVideoProtocol } from '../../src/features/engines/openai-video/openai-video.protocol.js';
import type { VideoDialect } from '../../src/features/engines/openai-video/dialect.js';
import { describeServerEngine } from '../contract/server-engine.suite.js';
import type { ServerDouble } from '../contract/server-engine.types.js';
import { OpenAiVideoDouble } from '../support/engine-doubles/openai-video-double.js';
import { forSuite, SHORT_VIDEO } from '../support/engine-doubles/suite-double.js';

const DIALECTS: readonly VideoDialect[] = ['openai', 'sglang', 'vllm-omni'];

async function startDouble(dialect: VideoDialect): Promise<ServerDouble> {
  const double = await new OpenAiVideoDouble(dialect, SHORT_VIDEO).start();
  return forSuite(double, {
    routes: {
      submit: ['POST', /^\/v1\/videos$/],
      poll: ['GET', /^\/v1\/videos\/[^/?]+$/],
      result: ['GET', /\/content$/],
    },
    busyStatus: 429,
    jobs: () => double.jobs.all(),
    succeed: (id) => double.jobs.succeed(id),
    fail: (id, how) => {
      double.errorCode = how === 'refused' ? 'moderation_blocked' : 'server_error';
      double.jobs.failWith(id, 'it went wrong');
    },
    lose: () => double.jobs.forgetAll(),
    sayUnknownWord: () => (double.strangeStatus = 'thinking'),
  });
}

describe.each(DIALECTS)('the dialect %s', (dialect) => {
  describeServerEngine(`openai-video (${dialect})`, {
    protocol: (http) => new OpenAiVideoProtocol(http, dialect),
    startDouble: () => startDouble(dialect),
  });
});
