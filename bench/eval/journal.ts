import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sampleParameters } from '../../test/support/parameter-samples.ts';
import { load } from '../support/build.ts';
import { median } from '../support/statistics.ts';
import type { Measured } from './targets.ts';

const REVISIONS = 1000;
const TIMES = 15;

/** Opens a session's journal of 1,000 revisions: cold for the portal, warm for the file system. The median counts. */
export async function measureJournal(): Promise<Measured> {
  const { SessionJournal } = await load<typeof import('../../src/features/sessions/session-journal.js')>(
    'features/sessions/session-journal.js',
  );
  const { NodeFileSystem, Storage } =
    await load<typeof import('../../src/platform/storage/index.js')>('platform/storage/index.js');
  const { newRevisionId, newSessionId } =
    await load<typeof import('../../src/kernel/ids.js')>('kernel/ids.js');
  const { loadConfig } = await load<typeof import('../../src/config/index.js')>('config/index.js');
  const folder = mkdtempSync(join(tmpdir(), 'reelsmith-journal-'));
  try {
    const config = loadConfig({ SESSIONS_DIR: join(folder, 'sessions') });
    const journal = new SessionJournal(new Storage(new NodeFileSystem()), config);
    const id = newSessionId();
    let open = await journal.create(id, 'bench', 1);
    for (let number = 0; number < REVISIONS; number += 1) {
      const revision = revisionOf(number, newRevisionId(), open.session.head ?? null);
      open = await journal.append(open, { type: 'revised', at: number + 2, revision });
    }
    const times: number[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      const startedAt = performance.now();
      const read = await journal.read(id);
      times.push(performance.now() - startedAt);
      if (read?.session.revisions.size !== REVISIONS) throw new Error('the journal did not come back whole');
    }
    const note = `${Math.round(open.bytes / 1000)} kB, slowest ${Math.max(...times).toFixed(1)} ms`;
    return { target: 'journal of 1,000 revisions opens', value: median(times), note };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

type Revision = import('../../src/features/sessions/index.js').Revision;

/** As large as what the prompt agent writes. */
function revisionOf(number: number, id: Revision['id'], parent: Revision['parent']): Revision {
  const prompt = `Revision ${number}: two red foxes run along a quiet forest path at dawn while fog drifts between the pines`;
  return {
    id,
    parent,
    origin: 'update',
    prompt,
    parameters: sampleParameters(number),
    sources: { subjects: 'stated', actions: 'stated', 'setting.location': 'stated', time_of_day: 'edited' },
    locks: [],
    description: 'make it dawn',
    changes: ["Updated 'time_of_day' from 'night' to 'dawn'."],
    report: {
      kept: ['two red foxes', 'a quiet forest path'],
      added: [],
      changed: ['night -> dawn'],
      dropped: [],
      fields: ['time_of_day'],
      putBack: [],
    },
    provider: 'builtin',
    degraded: false,
    createdAt: number,
  };
}
