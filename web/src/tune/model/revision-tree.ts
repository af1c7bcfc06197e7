/** What the layout needs to know of a revision. */
export interface TreeRevision {
  id: string;
  parent: string | null;
  origin: string;
}

/**
 * A step, and what else was made of its prompt beside the next step; or a branch of several steps, which stands below
 * the step that it leaves. Steps that follow each other stand in one list, however many they are.
 */
export type TreeNode<R extends TreeRevision> =
  | { kind: 'step'; id: string; revision: R; children: TreeNode<R>[] }
  | { kind: 'branch'; id: string; first: R; steps: number; children: TreeNode<R>[] };

interface Family<R extends TreeRevision> {
  childrenOf: ReadonlyMap<string | null, R[]>;
  onPath: ReadonlySet<string>;
}

/** The tree of a session's revisions, which are in the order of their making; `path` leads from the first to the head. */
export function layOutTree<R extends TreeRevision>(
  revisions: readonly R[],
  path: readonly string[],
): TreeNode<R>[] {
  const childrenOf = new Map<string | null, R[]>();
  for (const revision of revisions) {
    const siblings = childrenOf.get(revision.parent);
    if (siblings === undefined) childrenOf.set(revision.parent, [revision]);
    else siblings.push(revision);
  }
  const family = { childrenOf, onPath: new Set(path) };
  const roots = childrenOf.get(null) ?? [];
  const main = mainOf(roots, family);
  const others = roots.filter((root) => root !== main).map((root) => branchOf(root, family));
  return main === undefined ? others : [...others, ...lineFrom(main, family)];
}

/** The one that the head was made of; else the newest that somebody went on with; else the newest. */
function mainOf<R extends TreeRevision>(
  siblings: readonly R[],
  { childrenOf, onPath }: Family<R>,
): R | undefined {
  return (
    siblings.find(({ id }) => onPath.has(id)) ??
    siblings.findLast(({ id, origin }) => origin !== 'variation' || childrenOf.has(id)) ??
    undefined
  );
}

function lineFrom<R extends TreeRevision>(first: R, family: Family<R>): TreeNode<R>[] {
  const line: TreeNode<R>[] = [];
  for (let revision: R | undefined = first; revision !== undefined;) {
    const made: readonly R[] = family.childrenOf.get(revision.id) ?? [];
    const next: R | undefined = mainOf(made, family);
    const children = made.filter((child) => child !== next).map((child) => branchOf(child, family));
    line.push({ kind: 'step', id: revision.id, revision, children });
    revision = next;
  }
  return line;
}

function branchOf<R extends TreeRevision>(first: R, family: Family<R>): TreeNode<R> {
  const line = lineFrom(first, family);
  const [only] = line;
  if (only !== undefined && line.length === 1) return only;
  return { kind: 'branch', id: `branch:${first.id}`, first, steps: line.length, children: line };
}

/** Ids of the nodes above a revision, from the outermost: what has to be open for it to be seen. */
export function nodesAbove<R extends TreeRevision>(
  nodes: readonly TreeNode<R>[],
  id: string,
): string[] | undefined {
  for (const node of nodes) {
    if (node.id === id) return [];
    const below = nodesAbove(node.children, id);
    if (below !== undefined) return [node.id, ...below];
  }
  return undefined;
}
