import {
  FIELD_PATHS,
  type FieldPath,
  fieldValue,
  type Parameters,
  type Subject,
} from '../../../sessions/index.js';
import type { UpdateInput, UpdateProposal } from '../../provider/prompt-provider.port.js';
import { extract } from '../reading/extract.js';
import { withoutArticle } from '../reading/scene-words.js';
import { isDescriptive, NUMBERS } from '../reading/units.js';
import type { Language } from '../text/language.js';
import { Draft } from './draft.js';
import { conceptOf, SCALAR_FIELDS } from './concepts.js';
import {
  addSubjects,
  countSubject,
  describeSubject,
  dressSubject,
  escaped,
  removeSubject,
  replaceSubject,
  subjectNamed,
  wearerOf,
  withoutPhrase,
} from './subjects.js';
import { type Wish, wishesOf } from './request.js';

/** Carries out what a request in plain words asks for; what it does not name stays as it is. */
export function update(input: UpdateInput, language: Language): UpdateProposal {
  const draft = new Draft(
    input.prompt,
    input.parameters,
    language,
    new Set(input.locks),
    input.protectedTexts,
  );
  const before = draft.reading.parameters;
  for (const wish of wishesOf(input.request)) carryOut(draft, wish);
  if (draft.changes.length > 0) draft.sayAgain(before, SCALAR_FIELDS);
  return {
    parameters: draft.parameters,
    prompt: draft.changes.length === 0 ? input.prompt : draft.text,
    changes: draft.changes,
  };
}

/** The fields that a request in plain words names: those that carrying it out would touch, and those whose values it states. */
export function fieldsNamedBy(request: string, parameters: Parameters, language: Language): FieldPath[] {
  const named = new Set<FieldPath>();
  const draft = new Draft('', parameters, language, new Set(), []);
  for (const wish of wishesOf(request)) carryOut(draft, wish);
  for (const path of FIELD_PATHS)
    if (JSON.stringify(fieldValue(parameters, path)) !== JSON.stringify(fieldValue(draft.parameters, path)))
      named.add(path);
  for (const wish of wishesOf(request)) {
    for (const phrase of 'old' in wish ? [wish.old, 'fresh' in wish ? wish.fresh : ''] : [wish.fresh]) {
      const concept = conceptOf(phrase);
      if (concept !== undefined) named.add(concept);
      const stated = extract(phrase, language).parameters;
      for (const path of SCALAR_FIELDS) if (fieldValue(stated, path) !== undefined) named.add(path);
    }
  }
  return FIELD_PATHS.filter((path) => named.has(path));
}

function carryOut(draft: Draft, wish: Wish): void {
  switch (wish.kind) {
    case 'replace':
      replace(draft, wish.old, wish.fresh);
      return;
    case 'set':
      setOf(draft, wish.what, wish.fresh);
      return;
    case 'state':
      state(draft, wish.fresh, false);
      return;
    case 'add':
      state(draft, wish.fresh, true);
      return;
    case 'remove':
      remove(draft, wish.old);
      return;
    case 'exclude':
      exclude(draft, wish.old);
  }
}

function numberIn(phrase: string): number | undefined {
  const word =
    /^(?:only |just |exactly |about )?([a-z]+|\d+)\b/i.exec(phrase.trim())?.[1]?.toLowerCase() ?? '';
  return NUMBERS[word] ?? (/^\d{1,3}$/.test(word) ? Number(word) : undefined);
}

function replace(draft: Draft, old: string, fresh: string): void {
  const deed = /^(?:the )?(.+?) should(?: be)? (.+)$/i.exec(fresh);
  if (deed !== null && setOf(draft, deed[1] ?? '', deed[2] ?? '')) return;
  const subject =
    subjectNamed(draft, old) ?? (numberIn(old) === undefined ? undefined : subjectNamed(draft, fresh));
  const number = numberIn(fresh);
  if (
    subject !== undefined &&
    number !== undefined &&
    (subjectNamed(draft, fresh) === subject || fresh.trim().split(' ').length === 1)
  ) {
    countSubject(draft, subject, number);
    return;
  }
  const stated = extract(fresh, draft.language).parameters;
  const concept = conceptOf(old);
  if (concept !== undefined && setConcept(draft, concept, fresh, stated)) return;
  if (subject !== undefined && subjectNamed(draft, fresh) === subject && setOf(draft, old, fresh)) return;
  if (subject !== undefined && replaceSubject(draft, subject, fresh)) return;
  const wearer = wearerOf(draft, old);
  if (wearer !== undefined) {
    dressSubject(draft, wearer.subject, fresh);
    return;
  }
  if (replaceItem(draft, old, fresh)) return;
  const { location } = draft.parameters.setting;
  if (location !== undefined && shares(draft, location, old) && !hasScalar(stated)) {
    setLocation(draft, fresh);
    return;
  }
  const owner = draft.parameters.subjects.find(({ attributes }) =>
    attributes.includes(withoutArticle(old).toLowerCase()),
  );
  if (owner !== undefined && isDescriptive(fresh.trim().toLowerCase())) {
    describeSubject(draft, owner, fresh);
    return;
  }
  setStated(draft, stated, false, extract(old, draft.language).parameters);
}

function shares(draft: Draft, text: string, phrase: string): boolean {
  const said = phrase
    .toLowerCase()
    .split(/\s+/)
    .map((word) => draft.language.singular(word));
  return text
    .toLowerCase()
    .split(/\s+/)
    .some((word) => word.length > 2 && said.includes(draft.language.singular(word)));
}

function replaceItem(draft: Draft, old: string, fresh: string): boolean {
  const { props } = draft.parameters.setting;
  const known = props.find((prop) => shares(draft, prop.split(' ').at(-1) ?? prop, old));
  if (known === undefined) return false;
  const value = withoutArticle(fresh);
  if (
    !draft.store(
      'setting.props',
      props.map((prop) => (prop === known ? value : prop)),
    )
  )
    return true;
  const pattern = new RegExp(`(?:\\b(an?)\\s+)?${escaped(known)}`, 'i');
  draft.store(
    'actions',
    draft.parameters.actions.map((action) => ({
      ...action,
      action: action.action.replace(pattern, (_, lead?: string) =>
        lead === undefined ? value : /^(?:an?|the|two|three)\s/i.test(fresh) ? fresh : `a ${value}`,
      ),
    })),
  );
  draft.setText(
    draft.text.replace(pattern, (_, lead?: string) =>
      lead === undefined ? value : /^(?:an?|the|two|three)\s/i.test(fresh) ? fresh : `a ${value}`,
    ),
  );
  return true;
}

function setLocation(draft: Draft, fresh: string): void {
  const value = withoutArticle(fresh.replace(/^(?:in|at|on|to|into|inside|onto)\s+/i, ''));
  const old = draft.parameters.setting.location;
  const place = /^(?:an?|the)\s/i.test(fresh.replace(/^(?:in|at|on|to|into|inside)\s+/i, ''))
    ? fresh.replace(/^(?:in|at|on|to|into|inside)\s+/i, '')
    : value;
  if (!draft.store('setting.location', value)) return;
  const span =
    old === undefined
      ? undefined
      : draft.findings('setting.location').find(({ value: said }) => said === old);
  if (span === undefined)
    draft.append(/^\p{Lu}|^(?:an?|the)\s/u.test(place) ? `in ${place}` : `in a ${place}`);
  else
    draft.replaceSpan(
      draft.text.indexOf(old ?? '', span.start) < 0 ? span.start : span.start,
      span.end,
      /^\s*(?:an?|the|his|her)\s/i.test(draft.text.slice(span.start, span.end))
        ? /^(?:an?|the)\s/i.test(place)
          ? place
          : `a ${value}`
        : value,
    );
}

function hasScalar(stated: Parameters): boolean {
  return SCALAR_FIELDS.some((path) => fieldValue(stated, path) !== undefined);
}

/** A field that is named by its concept: `the style`, `the background`, `the location`. */
function setConcept(draft: Draft, concept: FieldPath, fresh: string, stated: Parameters): boolean {
  const value = fresh.trim().replace(/^(?:an?|the)\s+/i, '');
  if (fieldValue(stated, concept) !== undefined) {
    draft.set(concept, fieldValue(stated, concept));
    return true;
  }
  switch (concept) {
    case 'setting.location':
      setLocation(draft, fresh);
      return true;
    case 'setting.background':
      draft.set(
        concept,
        /background|sky|wall/.test(value) || value.split(' ').length > 1 ? value : `${value} background`,
      );
      return true;
    case 'on_screen_text':
      return setSign(draft, fresh);
    case 'style.artistic': {
      const other = (['style.medium', 'style.grade'] as const).find(
        (path) => fieldValue(stated, path) !== undefined,
      );
      draft.set(other ?? concept, other === undefined ? value : fieldValue(stated, other));
      return true;
    }
    case 'mood':
    case 'palette':
      draft.set(concept, value.split(/,\s*|\s+and\s+/));
      return true;
    case 'audio.music':
      draft.set(concept, value.replace(/ music$/, ''));
      return true;
    default:
      return false;
  }
}

function setSign(draft: Draft, fresh: string): boolean {
  const text = /["“']([^"”']+)["”']/.exec(fresh)?.[1] ?? fresh.trim();
  const [old] = draft.parameters.on_screen_text;
  if (!draft.store('on_screen_text', [text])) return true;
  draft.store('protected', [...draft.parameters.protected.filter((known) => known !== old), text]);
  if (old !== undefined && draft.text.includes(old)) draft.text = draft.text.replace(old, () => text);
  else draft.append(`sign reading "${text}"`);
  draft.setText(`${draft.text} `.trimEnd());
  return true;
}

/** `make the car green`, `the daughter should say "Never."`. */
function setOf(draft: Draft, what: string, fresh: string): boolean {
  const value = fresh.trim();
  const wearer = wearerOf(draft, what);
  if (wearer !== undefined && wearer.subject.clothing !== undefined) {
    const garment = isDescriptive(value.toLowerCase()) ? `${value} ${wearer.garment}` : value;
    return dressSubject(draft, wearer.subject, garment);
  }
  const subject: Subject | undefined = subjectNamed(draft, what);
  if (subject === undefined) {
    const concept = conceptOf(what);
    const stated = extract(fresh, draft.language).parameters;
    if (concept !== undefined && setConcept(draft, concept, fresh, stated)) return true;
    setStated(draft, stated, false);
    return false;
  }
  const worn = /^(?:wearing|wear|in|dressed in) (.+)$/i.exec(value)?.[1];
  if (worn !== undefined) return dressSubject(draft, subject, worn);
  const count = numberIn(value);
  if (count !== undefined) return countSubject(draft, subject, count);
  const spoken = /^(?:say|shout|whisper|reply|ask)s? ["“]([^"”]+)["”]/i.exec(value)?.[1];
  if (spoken !== undefined) return setLine(draft, subject, spoken);
  if (
    !/^(?:an?|the)\s/i.test(value) &&
    value.split(/\s+/).every((word) => isDescriptive(word.toLowerCase()) || /^(?:ed|[a-z]+ed)$/.test(word))
  )
    return describeSubject(draft, subject, value);
  if (/^asleep\b/i.test(value)) return setDeed(draft, subject, value.replace(/^asleep/i, 'sleeping'));
  if (draft.language.gerund(value.split(' ')[0] ?? '') !== undefined) return setDeed(draft, subject, value);
  return replaceSubject(draft, subject, value);
}

function setLine(draft: Draft, subject: Subject, text: string): boolean {
  const { dialogue } = draft.parameters.audio;
  const old = dialogue.find(({ speaker }) => speaker === subject.name);
  const lines =
    old === undefined
      ? [...dialogue, { speaker: subject.name, text }]
      : dialogue.map((line) => (line === old ? { ...line, text } : line));
  if (!draft.store('audio.dialogue', lines)) return false;
  draft.store('protected', [...draft.parameters.protected.filter((known) => known !== old?.text), text]);
  if (old === undefined) draft.append(`the ${subject.name} says "${text}"`);
  else draft.text = draft.text.replace(old.text, () => text);
  draft.setText(`${draft.text} `.trimEnd());
  return true;
}

function setDeed(draft: Draft, subject: Subject, value: string): boolean {
  const [verb = '', ...rest] = value.split(' ');
  const action = [draft.language.gerund(verb) ?? verb, ...rest].join(' ');
  const { actions } = draft.parameters;
  const old = actions.find(({ agent }) => agent === subject.name);
  const next =
    old === undefined
      ? [...actions, { agent: subject.name, action }]
      : actions.map((one) => (one === old ? { ...one, action } : one));
  const span =
    old === undefined ? undefined : draft.findings('actions').find(({ value: said }) => said === old.action);
  if (!draft.store('actions', next)) return false;
  if (span === undefined) draft.append(`the ${subject.name} is ${action}`);
  else draft.replaceSpan(span.start, span.end, action);
  return true;
}

/** A value by itself: `night`, `two dogs`, `slow dolly in`, `soft window light`. */
function state(draft: Draft, fresh: string, isAdded: boolean): void {
  const number = numberIn(fresh);
  const known = subjectNamed(draft, fresh);
  if (number !== undefined && known !== undefined && !isAdded) {
    countSubject(draft, known, number);
    return;
  }
  const faster = /^(?:a )?(slower|faster|quicker)\b/i.exec(fresh)?.[1]?.toLowerCase();
  const stated = extract(
    fresh.replace(/^(?:a )?(?:slower|faster|quicker)\s/i, ''),
    draft.language,
  ).parameters;
  if (faster !== undefined) draft.set('camera.movement_speed', faster === 'slower' ? 'slow' : 'fast');
  const place = /^(?:in|at|on|into|to|inside|onto) (.+)$/i.exec(fresh);
  if (isAdded && /\b(?:lanterns?|candles|torches|lamps|lamp|torch|candle)$/i.test(fresh)) {
    const thing = withoutArticle(fresh).toLowerCase();
    if (draft.store('setting.props', [...draft.parameters.setting.props, thing].slice(0, 32)))
      draft.append(fresh);
    return;
  }
  if (setStated(draft, stated, isAdded) && !isAdded) return;
  if (faster !== undefined) return;
  if (isAdded) {
    addSubjects(draft, stated, fresh);
    addProps(draft, stated, fresh);
  } else if (place !== null || stated.setting.location !== undefined) setLocation(draft, fresh);
  else if (stated.subjects.length === 1 && draft.parameters.subjects.length >= 1) {
    const only = known ?? draft.parameters.subjects[0];
    if (only !== undefined && known === undefined) replaceSubject(draft, only, fresh);
  } else if (
    isDescriptive(fresh.toLowerCase()) &&
    draft.parameters.subjects.length === 1 &&
    draft.parameters.subjects[0] !== undefined
  )
    describeSubject(draft, draft.parameters.subjects[0], fresh);
}

function addProps(draft: Draft, stated: Parameters, fresh: string): void {
  const { props } = draft.parameters.setting;
  const added = stated.setting.props.length > 0 ? stated.setting.props : [];
  const isNew = added.filter((prop) => !props.includes(prop));
  if (isNew.length > 0 && draft.store('setting.props', [...props, ...isNew].slice(0, 32)))
    draft.append(fresh);
}

const ADDITIVE = new Set<FieldPath>([
  'weather',
  'mood',
  'palette',
  'audio.effects',
  'negative',
  'timing.transitions',
  'on_screen_text',
]);

/** True where anything that is said in a few words was stated. */
function setStated(draft: Draft, stated: Parameters, isAdded: boolean, old?: Parameters): boolean {
  let isAny = false;
  for (const path of SCALAR_FIELDS) {
    const value = fieldValue(stated, path);
    if (value === undefined) continue;
    isAny = true;
    const known = fieldValue(draft.parameters, path);
    const isKept =
      ADDITIVE.has(path) && (isAdded || path === 'negative') && Array.isArray(known) && Array.isArray(value);
    const next = isKept ? [...new Set([...(known as unknown[]), ...(value as unknown[])])] : value;
    if (isKept && known.length > 0) {
      if (draft.store(path, next)) draft.append(sayAdded(path, value as string[]));
    } else draft.set(path, next);
  }
  if (old !== undefined)
    for (const path of SCALAR_FIELDS) {
      const value = fieldValue(old, path);
      if (
        value !== undefined &&
        JSON.stringify(value) === JSON.stringify(fieldValue(draft.parameters, path)) &&
        fieldValue(stated, path) === undefined
      )
        draft.set(path, undefined);
    }
  if (stated.on_screen_text.length > 0 || stated.audio.dialogue.length > 0)
    draft.store('protected', [...new Set([...draft.parameters.protected, ...stated.protected])]);
  return isAny;
}

function sayAdded(path: FieldPath, value: string[]): string {
  return path === 'negative' ? value.map((item) => `no ${item}`).join(', ') : value.join(' and ');
}

function remove(draft: Draft, old: string): void {
  const subject = subjectNamed(draft, old);
  if (subject !== undefined && !/'s\b/.test(old)) {
    removeSubject(draft, subject);
    return;
  }
  const bare = withoutArticle(old).toLowerCase();
  const { props } = draft.parameters.setting;
  const prop =
    props.find((one) => shares(draft, one.split(' ').at(-1) ?? one, bare)) ??
    props.find((one) => bare.includes(one.toLowerCase()));
  const stated = extract(old, draft.language).parameters;
  const { location } = draft.parameters.setting;
  if (
    prop === undefined &&
    location !== undefined &&
    shares(draft, location.split(' ').at(-1) ?? location, bare)
  ) {
    const span = draft.findings('setting.location').find(({ value }) => value === location);
    if (draft.store('setting.location', undefined) && span !== undefined)
      draft.replaceSpan(span.start, span.end, '');
    return;
  }
  if (prop !== undefined) {
    removeProp(draft, prop);
    return;
  }
  if (removeListed(draft, bare)) return;
  for (const path of SCALAR_FIELDS) {
    const [value, known] = [fieldValue(stated, path), fieldValue(draft.parameters, path)];
    if (value === undefined || known === undefined) continue;
    if (Array.isArray(known) && Array.isArray(value))
      draft.set(
        path,
        known.filter((item) => !value.includes(item)),
      );
    else if (String(known).toLowerCase() === String(value).toLowerCase()) draft.set(path, undefined);
    return;
  }
  const concept = conceptOf(old);
  if (concept !== undefined && fieldValue(draft.parameters, concept) !== undefined)
    draft.set(concept, undefined);
}

function removeProp(draft: Draft, prop: string): void {
  const pattern = new RegExp(`(?:\\b(?:an?|the|his|her|its|their|some)\\s+)?${escaped(prop)}`, 'i');
  draft.store(
    'setting.props',
    draft.parameters.setting.props.filter((one) => one !== prop),
  );
  draft.store(
    'actions',
    draft.parameters.actions.map((action) => ({ ...action, action: withoutPhrase(action.action, pattern) })),
  );
  const match = pattern.exec(draft.text);
  if (match !== null) draft.replaceSpan(match.index, match.index + match[0].length, '');
}

/** An item of a list of own words: a sound, a negative, a mood. */
function removeListed(draft: Draft, bare: string): boolean {
  const noun = bare.replace(/\b(?:sounds?|music|noise|mood|effect|effects)\b/g, '').trim();
  for (const path of ['negative', 'audio.effects', 'mood', 'palette', 'timing.transitions'] as const) {
    const known = fieldValue(draft.parameters, path) as string[] | undefined;
    const item = known?.find(
      (one) =>
        noun !== '' && (one.toLowerCase() === noun || (path === 'audio.effects' && shares(draft, one, noun))),
    );
    if (known === undefined || item === undefined) continue;
    const rest = known.filter((one) => one !== item);
    draft.set(path, rest);
    return true;
  }
  return false;
}

const SOUNDS: readonly FieldPath[] = ['audio.music', 'audio.ambience', 'audio.effects'];

function exclude(draft: Draft, old: string): void {
  const stated = extract(`no ${old}`, draft.language).parameters;
  if (stated.camera.movement === 'static') {
    draft.set('camera.movement', 'static');
    return;
  }
  const bare = withoutArticle(old).toLowerCase();
  if (/\bsounds?\b/.test(bare) && removeListed(draft, bare)) return;
  for (const path of SOUNDS)
    if (conceptOf(bare) === path && fieldValue(draft.parameters, path) !== undefined)
      draft.set(path, undefined);
  const items = stated.negative.length > 0 ? stated.negative : [bare];
  const { negative } = draft.parameters;
  const fresh = items.filter((item) => !negative.includes(item));
  const named = fresh.filter((item) => subjectNamed(draft, item) !== undefined);
  for (const item of named) {
    const subject = subjectNamed(draft, item);
    if (subject !== undefined) removeSubject(draft, subject);
  }
  if (fresh.length > 0 && draft.store('negative', [...negative, ...fresh]))
    draft.append(fresh.map((item) => `no ${item}`).join(', '));
}
