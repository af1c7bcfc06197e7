/** A revision as an answer of the portal named it. */
export interface SeenRevision {
  id: string;
  parent: string | null;
  prompt: string;
}

/** A session as an answer of the portal showed it. */
export interface SeenSession {
  head: string | undefined;
  revisions: readonly SeenRevision[];
}

interface Witnessed {
  /** Revisions that an answer named: they must be there for ever. */
  readonly revisions: Map<string, SeenRevision>;
  head: string | undefined;
  /** Asked for, and not answered: each may have happened or not. */
  open: number;
  /** Asked for, or answered. */
  deletion: 'none' | 'announced' | 'confirmed';
}

/**
 * What clients were told of sessions, for a suite that kills the portal: a change is announced before it is sent, and
 * confirmed when its answer has come. Whatever was confirmed must hold after any number of restarts.
 */
export class SessionWitness {
  readonly #sessions = new Map<string, Witnessed>();

  get ids(): string[] {
    return [...this.#sessions.keys()];
  }

  /** Before a change of the session is sent. */
  announce(id: string): void {
    this.#of(id).open += 1;
  }

  /** When the change was answered with success, by a new revision or by a move to one. */
  confirm(id: string, revision?: SeenRevision): void {
    const witnessed = this.#of(id);
    witnessed.open -= 1;
    if (revision === undefined) return;
    witnessed.revisions.set(revision.id, revision);
    witnessed.head = revision.id;
  }

  /** When the change was refused: it has not happened. */
  refuse(id: string): void {
    this.#of(id).open -= 1;
  }

  /** Before the deletion is sent. */
  announceDeletion(id: string): void {
    this.#of(id).deletion = 'announced';
  }

  /** When the deletion was answered with success. */
  confirmDeletion(id: string): void {
    this.#of(id).deletion = 'confirmed';
  }

  /**
   * Everything that contradicts what was told; empty if all is well. What the session shows becomes what was told,
   * since the portal has now said so.
   * @param now the session as the portal shows it after a restart; undefined if it says that there is none
   */
  check(id: string, now: SeenSession | undefined): string[] {
    const witnessed = this.#of(id);
    const { deletion } = witnessed;
    if (deletion === 'confirmed') return now === undefined ? [] : [`the deleted session ${id} is back`];
    if (now === undefined) {
      if (deletion === 'none' && !this.#isNew(witnessed)) return [`the session ${id} is lost`];
      if (deletion === 'announced') witnessed.deletion = 'confirmed';
      return [];
    }
    const found = new Map(now.revisions.map((revision) => [revision.id, revision]));
    const broken = [...witnessed.revisions.values()].flatMap((told) =>
      contradictions(told, found.get(told.id)),
    );
    const news = now.revisions.filter((revision) => !witnessed.revisions.has(revision.id)).length;
    if (news > witnessed.open) broken.push(`${id} has ${news} revisions that nobody asked for`);
    if (witnessed.open === 0 && now.head !== witnessed.head)
      broken.push(`the head of ${id} has moved by itself`);
    if (now.head !== undefined && !found.has(now.head)) broken.push(`the head of ${id} is no revision`);
    this.#sessions.set(id, { revisions: found, head: now.head, open: 0, deletion: 'none' });
    return broken;
  }

  /** Nothing was confirmed of it yet. */
  #isNew({ revisions, head }: Witnessed): boolean {
    return revisions.size === 0 && head === undefined;
  }

  #of(id: string): Witnessed {
    const known = this.#sessions.get(id);
    if (known !== undefined) return known;
    const fresh: Witnessed = { revisions: new Map(), head: undefined, open: 0, deletion: 'none' };
    this.#sessions.set(id, fresh);
    return fresh;
  }
}

function contradictions(told: SeenRevision, now: SeenRevision | undefined): string[] {
  if (now === undefined) return [`acknowledged revision ${told.id} (${told.prompt}) is lost`];
  const isSame = now.prompt === told.prompt && now.parent === told.parent;
  return isSame ? [] : [`acknowledged revision ${told.id} has changed`];
}
