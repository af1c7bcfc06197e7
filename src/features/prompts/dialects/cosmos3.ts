import type { Parameters } from '../../sessions/index.js';
import { type Cosmos3Prompt, cosmos3Schema } from './cosmos3.schema.js';
import { videoKeys } from './cosmos3-video.js';
import type { Rendering } from './dialect.types.js';
import { textsOf } from './fit.js';
import { countWords } from './grammar.js';
import * as say from './sentences.js';
import { actionPhrase, beat, subjectPhrase } from './subjects.js';
import { joinSentences, standsIn, verbatimTexts } from './tidy.js';

/** Cosmos 3: a JSON document with all keys; what nobody said stays empty instead of being invented. */
export function renderCosmos3(parameters: Parameters): Omit<Rendering, 'negative'> {
  const { warnings, ...video } = videoKeys(parameters);
  const prompt = cosmos3Schema.parse(withVerbatim({ ...describe(parameters), ...video }, parameters));
  const empty = [...new Set(emptyKeys(prompt))];
  if (empty.length > 0)
    warnings.push(`Nothing is said of these keys, which were left empty: ${empty.join(', ')}.`);
  const { resolution: _, aspect_ratio: _ratio, duration: _duration, ...texts } = prompt;
  return { text: JSON.stringify(prompt), words: countWords(textsOf(texts).join(' ')), warnings };
}

function describe(
  parameters: Parameters,
): Omit<Cosmos3Prompt, 'resolution' | 'aspect_ratio' | 'duration' | 'fps'> {
  const { lighting, camera, style, timing, on_screen_text, palette, mood } = parameters;
  return {
    subjects: parameters.subjects.map((subject) => describeSubject(subject, parameters)),
    background_setting: say.sceneSentence(parameters),
    lighting: {
      conditions: [lighting.intensity, lighting.quality, lighting.color_temperature, lighting.source]
        .filter((part) => part !== undefined)
        .join(', '),
      direction: lighting.direction ?? '',
      shadows: '',
      illumination_effect: '',
    },
    aesthetics: {
      composition: [...parameters.composition.relations, parameters.composition.position ?? '']
        .filter((part) => part !== '')
        .join(', '),
      color_scheme: palette.join(', '),
      mood_atmosphere: mood.join(', '),
      patterns: '',
    },
    cinematography: {
      camera_motion: [camera.movement_speed, camera.movement].filter((part) => part !== undefined).join(' '),
      framing: camera.shot_size ?? '',
      camera_angle: camera.angle ?? '',
      depth_of_field: camera.depth_of_field ?? '',
      focus: camera.focus ?? '',
      lens_focal_length: camera.lens ?? '',
    },
    style_medium: style.medium ?? '',
    artistic_style: [style.artistic, style.grade].filter((part) => part !== undefined).join(', '),
    context: '',
    actions: parameters.actions.map((action) => ({
      time: '',
      description: beat(action, parameters.subjects, parameters.protected),
    })),
    text_and_signage_elements: on_screen_text.map((text) => ({
      text,
      category: '',
      appearance: '',
      spatial_temporal: '',
      context: '',
    })),
    segments: timing.segments.map(({ start, end, description }, index) => ({
      segment_index: index,
      time_range: start === undefined && end === undefined ? '' : `${start ?? ''}-${end ?? ''}s`,
      description,
      key_changes: '',
      camera: '',
    })),
    transitions: timing.transitions,
    temporal_caption: caption(parameters),
    audio_description: joinSentences(
      [...say.dialogueSentences(parameters), ...say.soundSentences(parameters)],
      parameters,
    ),
  };
}

function describeSubject(
  subject: Parameters['subjects'][number],
  parameters: Parameters,
): Cosmos3Prompt['subjects'][number] {
  const { name, attributes, role, clothing, expression, count } = subject;
  const isMine = (agent: string | undefined) =>
    agent === undefined ? parameters.subjects.length === 1 : agent.toLowerCase() === name.toLowerCase();
  return {
    description: subjectPhrase(subject, parameters.protected),
    appearance_details: attributes.join(', '),
    relationship: role ?? '',
    location: '',
    relative_size: '',
    orientation: '',
    pose: '',
    action: parameters.actions
      .filter(({ agent }) => isMine(agent))
      .map(actionPhrase)
      .join(', then '),
    state_changes: '',
    clothing: clothing ?? '',
    expression: expression ?? '',
    gender: '',
    age: '',
    skin_tone_and_texture: '',
    facial_features: '',
    number_of_subjects: count ?? 0,
    number_of_arms: 0,
    number_of_legs: 0,
  };
}

/** What happens, in order; empty where nothing does. */
function caption({ actions, subjects, timing, protected: declared }: Parameters): string {
  return [
    ...actions.map((action) => beat(action, subjects, declared)),
    ...timing.segments.map(({ description }) => description),
  ].join(', then ');
}

/** Protected texts that no key took up stand in `context`. */
function withVerbatim(prompt: Cosmos3Prompt, parameters: Parameters): Cosmos3Prompt {
  const present = [...textsOf(prompt), ...parameters.negative];
  const missing = verbatimTexts(parameters).filter((kept) => !present.some((text) => standsIn(kept, text)));
  return missing.length === 0 ? prompt : { ...prompt, context: [...new Set(missing)].join(', ') };
}

/** Keys without a value, without positions in lists: `subjects.pose`. */
function emptyKeys(value: unknown, path = ''): string[] {
  if (value === '' || value === 0) return path === 'segments.segment_index' ? [] : [path];
  if (Array.isArray(value))
    return value.length === 0 ? [path] : value.flatMap((item) => emptyKeys(item, path));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    emptyKeys(item, path === '' ? key : `${path}.${key}`),
  );
}
