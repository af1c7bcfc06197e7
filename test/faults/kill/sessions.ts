import { SessionWitness, type SeenRevision } from '../../support/session-witness.ts';
import type { History } from './history.ts';

/** Sends a request; throws `Gone` when the server goes away in the middle of it. */
export type Call = (
  method: string,
  path: string,
  body?: unknown,
) => Promise<{ status: number; content: Buffer }>;

interface Known {
  readonly id: string;
  revisions: Map<string, SeenRevision>;
  head: string | undefined;
}

const MOST_SESSIONS = 12;
const REQUESTS = [
  'make it night',
  'make it dawn',
  'add a dog',
  'remove the dog',
  'make the fox red',
  'make the fox white',
  'wide shot',
  'close-up',
  'let it rain',
  'no rain',
];

/** What clients do to prompt-tuning sessions, over all lives of the server, and whether it still holds. */
export class SessionUsers {
  readonly #witness = new SessionWitness();
  readonly #sessions = new Map<string, Known>();
  readonly #history: History;
  readonly #random: () => number;
  changes = 0;

  constructor(history: History, random: () => number) {
    this.#history = history;
    this.#random = random;
  }

  /** After a restart, before anything else is asked of them. */
  async check(call: Call): Promise<void> {
    for (const id of this.#witness.ids) await this.#look(call, id);
  }

  /** One change of one session. */
  async act(call: Call): Promise<void> {
    const sessions = [...this.#sessions.values()];
    if (sessions.length < MOST_SESSIONS && this.#random() < 0.3) return this.#open(call);
    const known = sessions[Math.floor(this.#random() * sessions.length)];
    if (known === undefined) return this.#open(call);
    if (known.head === undefined)
      return this.#change(call, known, '/api/initialize', { prompt: 'a fox in a park' });
    const dice = this.#random();
    if (dice < 0.15) return this.#move(call, known, 'undo');
    if (dice < 0.25) return this.#move(call, known, 'redo');
    const user_request = REQUESTS[Math.floor(this.#random() * REQUESTS.length)];
    return this.#change(call, known, '/api/update', { user_request });
  }

  #open(call: Call): Promise<void> {
    const known: Known = { id: crypto.randomUUID(), revisions: new Map(), head: undefined };
    this.#sessions.set(known.id, known);
    return this.#change(call, known, '/api/initialize', { prompt: `a fox, ${this.#sessions.size}` });
  }

  async #change(call: Call, known: Known, path: string, body: object): Promise<void> {
    this.#witness.announce(known.id);
    const { status, content } = await call('POST', path, { ...body, session_id: known.id });
    if (status !== 200) return this.#refused(known, `POST ${path}`, status, content);
    const answer = JSON.parse(content.toString()) as { revision_id: string | null; prompt: string };
    const id = answer.revision_id;
    // A request that changes nothing makes no revision.
    if (id === null || id === known.head) return this.#witness.confirm(known.id);
    const parent = path === '/api/initialize' ? null : (known.head ?? null);
    this.#confirm(known, { id, parent, prompt: answer.prompt });
  }

  async #move(call: Call, known: Known, step: 'undo' | 'redo'): Promise<void> {
    this.#witness.announce(known.id);
    const { status, content } = await call('POST', `/api/sessions/${known.id}/${step}`);
    // There is nothing to undo, or to redo.
    if (status === 409) return this.#witness.refuse(known.id);
    if (status !== 200) return this.#refused(known, step, status, content);
    const { revision_id: id } = JSON.parse(content.toString()) as { revision_id: string };
    const revision = known.revisions.get(id);
    if (revision === undefined)
      return this.#history.violate(`${step} of ${known.id} led to the unknown ${id}`);
    this.#confirm(known, revision);
  }

  #confirm(known: Known, revision: SeenRevision): void {
    known.revisions.set(revision.id, revision);
    known.head = revision.id;
    this.changes += 1;
    this.#witness.confirm(known.id, revision);
  }

  #refused(known: Known, what: string, status: number, content: Buffer): void {
    this.#witness.refuse(known.id);
    if (status !== 503) this.#history.violate(`${what} of ${known.id} gave ${status} ${content.toString()}`);
  }

  async #look(call: Call, id: string): Promise<void> {
    const { status, content } = await call('GET', `/api/sessions/${id}`);
    if (status !== 200 && status !== 404)
      return this.#history.violate(`GET /api/sessions/${id} gave ${status} ${content.toString()}`);
    const body =
      status === 404
        ? undefined
        : (JSON.parse(content.toString()) as { head: string | null; revisions: SeenRevision[] });
    const revisions = (body?.revisions ?? []).map(({ id: revision, parent, prompt }) => ({
      id: revision,
      parent,
      prompt,
    }));
    const head = body?.head ?? undefined;
    for (const problem of this.#witness.check(id, body === undefined ? undefined : { head, revisions }))
      this.#history.violate(problem);
    this.#sessions.set(id, { id, revisions: new Map(revisions.map((one) => [one.id, one])), head });
  }
}
