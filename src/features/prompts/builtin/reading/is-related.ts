import { isAnimate } from '../lexicon/beings.js';
import { isInert, type Mention } from './mention.js';
import type { Thing } from './thing.js';

const BESIDE = /^(?:behind|beside|above|below|next to|in front of|on top of|under)$/;

/** `a red cube to the left of a blue sphere`: both are what the picture is of. */
export function isRelated(mentions: readonly Mention[], thing: Thing): boolean {
  const at = mentions.findIndex((mention) => mention.thing === thing);
  const [previous, own, next] = [mentions[at - 1], mentions[at], mentions[at + 1]];
  if (own === undefined || own.inAction !== undefined || !isInert(own)) return false;
  return own.role === 'lead' ? saysBeside(next) : isBesideFirst(own, previous);
}

/** Whether what follows says beside what the first thing stands. */
function saysBeside(next: Mention | undefined): boolean {
  if (next?.role !== 'phrase') return false;
  if (isSide(next)) return true;
  return next.inAction === undefined && BESIDE.test(next.preposition) && isInert(next);
}

/** Whether the first thing stands beside this one. */
function isBesideFirst(own: Mention, previous: Mention | undefined): boolean {
  if (previous === undefined) return false;
  if (own.preposition === 'of' && isSide(previous)) return true;
  const isFirst = previous.role === 'lead' && !isAnimate(previous.thing.head);
  return isFirst && BESIDE.test(own.preposition) && own.owner === previous.thing;
}

function isSide({ role, thing }: Mention): boolean {
  return role === 'phrase' && /^(?:left|right)$/.test(thing.head);
}
