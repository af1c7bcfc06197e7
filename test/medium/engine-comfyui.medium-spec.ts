import { describe } from 'vitest';
import { ComfyUiProtocol } from '../../src/features/engines/comfyui/comfyui.protocol.js';
import { WorkflowTemplate } from '../../src/features/engines/comfyui/workflow-template.js';
import { describeServerEngine } from '../contract/server-engine.suite.js';
import type { ServerDouble } from '../contract/server-engine.types.js';
import { ComfyUiDouble, type ComfyUiOptions } from '../support/engine-doubles/comfyui-double.js';
import { forSuite, SHORT_VIDEO } from '../support/engine-doubles/suite-double.js';
import { TEXT_BINDINGS, TEXT_WORKFLOW } from '../support/engine-doubles/text-workflow.js';

const template = WorkflowTemplate.parse(JSON.stringify(TEXT_WORKFLOW), JSON.stringify(TEXT_BINDINGS));

async function startDouble(options: ComfyUiOptions): Promise<ServerDouble> {
  const double = await new ComfyUiDouble(SHORT_VIDEO, options).start();
  return forSuite(double, {
    routes: {
      submit: ['POST', /^\/prompt$/],
      poll: ['GET', /^\/(?:history\/|queue$)/],
      result: ['GET', /^\/view\?/],
    },
    busyStatus: 503,
    jobs: () => double.jobs.all(),
    succeed: (id) => double.jobs.succeed(id),
    fail: (id) => double.jobs.failWith(id, 'it went wrong'),
    lose: () => double.jobs.forgetAll(),
    sayUnknownWord: () => undefined,
  });
}

const VERSIONS: readonly [name: string, options: ComfyUiOptions][] = [
  ['takes our ids', { takesPromptId: true }],
  ['chooses its own ids', { takesPromptId: false }],
];

describe.each(VERSIONS)('a server that %s', (name, options) => {
  describeServerEngine(`comfyui, which ${name}`, {
    protocol: (http) => new ComfyUiProtocol(http, () => Promise.resolve(template)),
    startDouble: () => startDouble(options),
    cannot: {
      'tells a failed job from a refused one': 'what it refuses, it refuses at submission',
      'says an unknown word': 'whether it is queued, running or over is told by where it is listed',
    },
  });
});
