import { describeServerEngine } from '../contract/server-engine.suite.js';
import { startScriptedDouble } from '../support/scripted-double.js';
import { ScriptedProtocol } from '../support/scripted-protocol.js';

const NO_ID = 'a synchronous server has no ids';

describeServerEngine('a server that is polled', {
  protocol: (http) => new ScriptedProtocol(http),
  startDouble: () => startScriptedDouble(),
});

describeServerEngine('a server that takes the client’s id', {
  protocol: (http) => new ScriptedProtocol(http, { takesClientId: true, finds: true }),
  startDouble: () => startScriptedDouble({ apiKey: 'a-key-for-tests' }),
  apiKey: 'a-key-for-tests',
});

describeServerEngine('a server with long-polls', {
  protocol: (http) => new ScriptedProtocol(http, { longPollMs: 100 }),
  startDouble: () => startScriptedDouble({ cancel: 'requested' }),
  cannot: { 'cancels for real': 'this double confirms no cancel' },
});

describeServerEngine('a server that pushes', {
  protocol: (http) => new ScriptedProtocol(http, { pushes: true }),
  startDouble: () => startScriptedDouble(),
});

describeServerEngine('a synchronous server', {
  protocol: (http) => new ScriptedProtocol(http, { isSynchronous: true }),
  startDouble: () => startScriptedDouble({ cancel: 'confirmed' }),
  cannot: {
    'records the id before it asks for it': NO_ID,
    'goes on with a recorded job': NO_ID,
    'tells that a job was lost': NO_ID,
    'bears questions without an answer': NO_ID,
    'says an unknown word': NO_ID,
    'leaves the job to its server at shutdown': 'this double drops a job with its connection',
    'refuses what is no result': 'its result is the answer to the submission',
    'fetches again what broke off': 'its result is the answer to the submission',
    'refuses a result that is too large':
      'its result is the answer to the submission, see server-engine.medium-spec',
  },
});
