import { type FieldPath, fieldValue, type Parameters } from '../../../sessions/index.js';
import type { Draft } from './draft.js';
import { setLocation } from './places.js';
import { setOnlyLine, setSign } from './speech.js';
import { hasScalar, looksIn, stated } from './values.js';
import { setStated } from './stating.js';

/** A field that is named by its concept: `the style`, `the background`, `the location`. */
export function setConcept(draft: Draft, concept: FieldPath, fresh: string): boolean {
  const value = fresh.trim().replace(/^(?:be|is|are|to be|more|an?|the|something(?: more)?)\s+/i, '');
  if (concept === 'on_screen_text') return setSign(draft, fresh);
  if (concept === 'audio.dialogue') return setOnlyLine(draft, fresh);
  if (concept === 'technical.seed') return setSeed(draft, value);
  if (concept === 'mood' || concept === 'palette') {
    const items = value
      .replace(/ (?:mood|palette|tones?|colou?rs|hues|atmosphere|vibe)$/i, '')
      .split(/\s*,\s*(?:and\s+)?|\s+and\s+/);
    draft.set(concept, items);
    return true;
  }
  if (concept === 'audio.effects') {
    draft.set(concept, value.replace(/^(?:the )?sounds? of /i, '').split(/\s*,\s*(?:and\s+)?|\s+and\s+/));
    return true;
  }
  if (concept === 'setting.location') return setLocation(draft, fresh);
  if (concept === 'setting.background') return setBackground(draft, value);
  const said = stated(draft, fresh);
  if (fieldValue(said, concept) !== undefined) {
    draft.set(concept, fieldValue(said, concept));
    return true;
  }
  if (concept === 'audio.ambience') {
    draft.set(concept, value.replace(/ (?:ambience|ambient sounds?|background (?:noise|sounds?))$/i, ''));
    return true;
  }
  return setWithNoun(draft, concept, value, said);
}

function setSeed(draft: Draft, value: string): boolean {
  const seed = /^\d{1,10}$/.test(value) ? Number(value) : undefined;
  if (seed === undefined || seed > MAX_SEED) return false;
  draft.set('technical.seed', seed);
  return true;
}

/** As the schema of parameters has it. */
const MAX_SEED = 4_294_967_295;

const NOUNS: Partial<Record<FieldPath, string>> = {
  'lighting.quality': 'light',
  'lighting.source': 'light',
  'camera.movement': 'camera',
  'camera.angle': 'angle',
  'camera.shot_size': 'shot',
  'camera.lens': 'lens',
  'camera.depth_of_field': 'depth of field',
  'audio.music': 'music',
  weather: 'weather',
  'technical.fps': 'fps',
  'timing.duration_seconds': 'seconds',
};

/** `make the light warm` is read as `warm light`. */
function setWithNoun(draft: Draft, concept: FieldPath, value: string, said: Parameters): boolean {
  const noun = NOUNS[concept];
  const phrase = noun === undefined ? value : `${value} ${noun}`;
  const read = stated(draft, phrase);
  const family = concept.split('.')[0] ?? concept;
  const isOfFamily = ['lighting', 'camera', 'style', 'weather', 'timing', 'technical'].includes(family);
  if (isOfFamily && speaksOf(read, family)) return setStated(draft, read, { isAdded: false });
  if (concept === 'audio.music') {
    draft.set(concept, value.replace(/ music$/i, ''));
    return true;
  }
  if (concept === 'style.artistic') {
    if (hasScalar(said)) return setStated(draft, said, { isAdded: false });
    draft.set(concept, value.replace(/ (?:style|look)$/i, ''));
    return true;
  }
  return false;
}

function speaksOf(read: Parameters, family: string): boolean {
  const part: unknown = Reflect.get(read, family);
  return Array.isArray(part)
    ? part.length > 0
    : JSON.stringify(part) !== '{}' && !/^\{"\w+":\[\](?:,"\w+":\[\])*\}$/.test(JSON.stringify(part));
}

export function setBackground(draft: Draft, value: string): boolean {
  const said = value.replace(/^(?:an?|the)\s+/i, '');
  const old = draft.parameters.setting.background?.split(' ').at(-1);
  const bare =
    looksIn(said) === undefined || /(?:background|sky|wall)$/.test(said)
      ? said
      : `${said} ${old ?? 'background'}`;
  draft.set(
    'setting.background',
    /background|sky|wall/.test(bare) || bare.split(' ').length > 1 ? bare : `${bare} background`,
  );
  return true;
}
