import { useMemo, useState } from 'react';
import { Button } from 'react-aria-components/Button';
import { Collection } from 'react-aria-components/Collection';
import { type Key, Tree, TreeItem, TreeItemContent } from 'react-aria-components/Tree';
import { moment } from '../../text/format.js';
import { nodesAbove, type TreeNode } from '../model/revision-tree.js';
import type { Revision } from '../tune.types.js';

interface Props {
  nodes: TreeNode<Revision>[];
  /** From the first revision to the head. */
  path: readonly string[];
  headId: string | undefined;
  selectedId: string | undefined;
  onSelect: (revisionId: string) => void;
}

/** The arrow keys go from step to step, right and left open and close what hangs below one. */
export function HistoryTree({ nodes, path, headId, selectedId, onSelect }: Props) {
  const [opened, setOpened] = useState<ReadonlySet<Key>>(() => new Set());
  const past = useMemo(() => new Set(path), [path]);
  // What leads to the selected one is open whoever selected it.
  const expanded = new Set([...opened, ...(nodesAbove(nodes, selectedId ?? '') ?? [])]);
  return (
    <Tree
      aria-label="Steps of this session, the oldest first"
      className="history__tree"
      items={nodes}
      dependencies={[past, headId]}
      selectionMode="single"
      selectionBehavior="replace"
      selectedKeys={selectedId === undefined ? [] : [selectedId]}
      expandedKeys={expanded}
      onExpandedChange={(keys) => setOpened(keys)}
      onSelectionChange={(keys) => {
        const [key] = keys === 'all' ? [] : keys;
        if (key !== undefined) onSelect(String(key).replace(/^branch:/, ''));
      }}
      onAction={(key) => onSelect(String(key).replace(/^branch:/, ''))}
    >
      {(node) => <Row node={node} past={past} headId={headId} />}
    </Tree>
  );
}

function Row({
  node,
  past,
  headId,
}: {
  node: TreeNode<Revision>;
  past: ReadonlySet<string>;
  headId: string | undefined;
}) {
  const revision = node.kind === 'step' ? node.revision : node.first;
  const isHead = node.kind === 'step' && node.id === headId;
  const what =
    node.kind === 'step' ? titleOf(revision) : `Branch of ${node.steps} steps: ${titleOf(revision)}`;
  return (
    <TreeItem
      id={node.id}
      textValue={`${what}${isHead ? ', current' : ''}`}
      className="history__row"
      data-revision={node.kind === 'step' ? node.id : undefined}
    >
      <TreeItemContent>
        {({ hasChildItems }) => (
          <>
            {hasChildItems ? (
              <Button slot="chevron" className="history__open" />
            ) : (
              <span
                className={past.has(revision.id) ? 'history__dot history__dot--past' : 'history__dot'}
                aria-hidden="true"
              />
            )}
            <span
              className={isHead ? 'history__what history__what--head' : 'history__what'}
              dir="auto"
              title={what}
            >
              {what}
            </span>
            {isHead ? (
              <span className="badge badge--active">current</span>
            ) : (
              <span className="history__when">{moment(revision.created_at, new Date())}</span>
            )}
          </>
        )}
      </TreeItemContent>
      <Collection items={node.children} dependencies={[past, headId]}>
        {(child) => <Row node={child} past={past} headId={headId} />}
      </Collection>
    </TreeItem>
  );
}

/** The request, or what was done; variations, beginnings and edits by what tells them apart. */
export function titleOf({ origin, description, prompt, changes }: Revision): string {
  if (origin === 'edit' && changes.length > 0 && description === 'Edited by hand') return changes.join(' ');
  return origin === 'variation' || origin === 'initialize' ? `${description}: ${prompt}` : description;
}
