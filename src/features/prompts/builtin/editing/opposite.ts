import type { Draft } from './draft.js';

const OPPOSITES: readonly (readonly [one: string, other: string])[] = [
  ['left', 'right'],
  ['up', 'down'],
  ['in', 'out'],
  ['above', 'below'],
  ['behind', 'the front'],
];
const WAY =
  '(?:(?:in |to |into )?(?:the )?(?:other|opposite|reverse) (?:way|direction)(?: (?:around|round))?|(?:in )?reverse)';
const MOVES =
  '(pan|tilt|zoom|dolly|truck|pedestal|crane|slide|push|pull|move|go|track)(?:e?s|ning|ing|ting)?';
const OTHER_WAY: readonly RegExp[] = [
  new RegExp(`^(?:the camera )?(?:should |to )?(?:${MOVES} )?${WAY}$`, 'iu'),
  /^(?:reverse|flip|invert|turn (?:around|round)) (?:the )?(?:(?:direction|way) of (?:the )?)?(?:camera )?(camera|pan|tilt|zoom|dolly|truck|move|movement|motion|direction|pedestal)(?: (?:direction|movement|around|round))?$/iu,
  /^(?:the )?(pan|tilt|zoom|dolly|truck|camera)(?: (?:should|must|has to))?(?: (?:go|move|be))? (?:in )?(?:the )?(?:other|opposite) (?:way|direction)(?: (?:around|round))?$/iu,
];
const OTHER_SIDE =
  /^(?:(?:the |a )?(?:\p{L}+ )?(?:light(?:ing)?|sun)|(?:be )?lit)\b.*\bfrom the (?:other|opposite) side$/iu;
/** Of any movement, not of one kind. */
const ANY = /^(?:move|go|camera|movement|motion|direction)$/i;

/** `pan the other way`, `the light should come from the other side`. */
export function stateOpposite(draft: Draft, fresh: string): boolean {
  if (OTHER_SIDE.test(fresh)) return turn(draft, 'lighting.direction', draft.parameters.lighting.direction);
  const match = OTHER_WAY.map((pattern) => pattern.exec(fresh)).find((one) => one !== null);
  const { movement } = draft.parameters.camera;
  if (match === undefined || movement === undefined) return false;
  const kind = match?.[1] ?? 'camera';
  return (
    (ANY.test(kind) || movement.startsWith(kind.toLowerCase())) && turn(draft, 'camera.movement', movement)
  );
}

function turn(
  draft: Draft,
  path: 'camera.movement' | 'lighting.direction',
  value: string | undefined,
): boolean {
  const opposite = value === undefined ? undefined : oppositeOf(value);
  if (opposite !== undefined) draft.set(path, opposite);
  return opposite !== undefined;
}

function oppositeOf(value: string): string | undefined {
  for (const [one, other] of OPPOSITES)
    for (const [was, is] of [
      [one, other],
      [other, one],
    ] as const) {
      const pattern = new RegExp(`\\b${was}$`, 'i');
      if (pattern.test(value)) return value.replace(pattern, is);
    }
  return undefined;
}
