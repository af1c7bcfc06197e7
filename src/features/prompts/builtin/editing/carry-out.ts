import { add } from './adding.js';
import { assign } from './assigning.js';
import { type Draft } from './draft.js';
import { exclude } from './excluding.js';
import { give } from './giving.js';
import { giveScene, letDo, make, pace, place, setOf } from './making.js';
import { quench } from './quenching.js';
import { allow, end, remove } from './removing.js';
import { rename } from './renaming.js';
import { replace } from './replacing.js';
import { type Wish } from './request.js';
import { state, want } from './state.js';

export function carryOut(draft: Draft, wish: Wish): void {
  switch (wish.kind) {
    case 'replace':
      replace(draft, wish.old, wish.fresh);
      return;
    case 'set':
      setOf(draft, wish.what, wish.fresh);
      return;
    case 'make':
      make(draft, wish.words);
      return;
    case 'give':
      if (!give(draft, wish.words)) giveScene(draft, wish.words);
      return;
    case 'place':
      place(draft, wish.words);
      return;
    case 'assign':
      assign(draft, wish.what, wish.fresh);
      return;
    case 'rename':
      if (!rename(draft, wish.what, wish.fresh)) replace(draft, wish.what, wish.fresh);
      return;
    case 'pace':
      pace(draft, wish.words, wish.isFaster);
      return;
    case 'state':
      state(draft, wish.fresh);
      return;
    case 'want':
      want(draft, wish.fresh);
      return;
    case 'add':
      add(draft, wish.fresh);
      return;
    case 'remove':
      remove(draft, wish.old);
      return;
    case 'end':
      if (!end(draft, wish.old)) setOf(draft, wish.old, 'stopping');
      return;
    case 'let':
      if (!letDo(draft, wish.words)) state(draft, wish.words);
      return;
    case 'exclude':
      exclude(draft, wish.old);
      return;
    case 'allow':
      if (!allow(draft, wish.fresh)) want(draft, wish.fresh);
      return;
    case 'quench':
      quench(draft, wish.old);
  }
}
