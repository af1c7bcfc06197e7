import { describe, expect, it } from 'vitest';
import { layOutTree, nodesAbove, type TreeNode, type TreeRevision } from './revision-tree.js';

const revision = (id: string, parent: string | null, origin = 'update'): TreeRevision => ({
  id,
  parent,
  origin,
});

/** `a b(c d)`: steps in a row, and in brackets what hangs below one; `[..]` is a branch of several. */
const drawn = (nodes: readonly TreeNode<TreeRevision>[]): string =>
  nodes
    .map((node) => {
      const below = node.children.length === 0 ? '' : drawn(node.children);
      if (node.kind === 'branch') return `[${below}]`;
      return below === '' ? node.id : `${node.id}(${below})`;
    })
    .join(' ');

describe('layOutTree', () => {
  it('puts steps that follow each other into one list, however many', () => {
    const line = Array.from({ length: 1000 }, (_, i) => revision(`${i}`, i === 0 ? null : `${i - 1}`));
    const tree = layOutTree(
      line,
      line.map(({ id }) => id),
    );
    expect(tree).toHaveLength(1000);
    expect(tree.every(({ children }) => children.length === 0)).toBe(true);
  });

  it('hangs what else was made of a prompt below it', () => {
    const revisions = [
      revision('a', null),
      revision('b', 'a'),
      revision('v', 'a', 'variation'),
      revision('c', 'b'),
    ];
    expect(drawn(layOutTree(revisions, ['a', 'b', 'c']))).toBe('a(v) b c');
  });

  it('shows a branch of several steps as one thing, and the way to the head as the main line', () => {
    const revisions = ['a:', 'b:a', 'c:b', 'x:a', 'y:x'].map((text) => {
      const [id = '', parent = ''] = text.split(':');
      return revision(id, parent === '' ? null : parent);
    });
    expect(drawn(layOutTree(revisions, ['a', 'x', 'y']))).toBe('a([b c]) x y');
    expect(drawn(layOutTree(revisions, ['a', 'b']))).toBe('a([x y]) b c');
  });

  it('goes on below the head with what was undone, not with a variation that was only run', () => {
    const revisions = [revision('a', null), revision('b', 'a'), revision('v', 'a', 'variation')];
    expect(drawn(layOutTree(revisions, ['a']))).toBe('a(v) b');
    expect(
      drawn(
        layOutTree(
          [revisions[0], revisions[2]].filter((one) => one !== undefined),
          ['a'],
        ),
      ),
    ).toBe('a(v)');
  });

  it('keeps an earlier beginning apart', () => {
    const revisions = [revision('a', null), revision('b', 'a'), revision('n', null, 'initialize')];
    expect(drawn(layOutTree(revisions, ['n']))).toBe('[a b] n');
  });

  it('is empty for an empty session', () => {
    expect(layOutTree([], [])).toEqual([]);
  });
});

describe('nodesAbove', () => {
  it('says what has to be open for a revision to be seen', () => {
    const revisions = [revision('a', null), revision('b', 'a'), revision('x', 'a'), revision('y', 'x')];
    const tree = layOutTree(revisions, ['a', 'b']);
    expect(nodesAbove(tree, 'y')).toEqual(['a', 'branch:x']);
    expect(nodesAbove(tree, 'b')).toEqual([]);
    expect(nodesAbove(tree, 'z')).toBeUndefined();
  });
});
