const NUMBERS = ['seed', 'steps', 'guidance_scale', 'width', 'height', 'num_frames', 'fps'] as const;
const TEXTS = ['prompt', 'negative_prompt', 'model', 'engine'] as const;

/** How a video was made, as it stands inside the file. */
export type VideoRecipe = Record<(typeof NUMBERS)[number], number> & Record<(typeof TEXTS)[number], string>;

/** The recipe in an MP4's comment; undefined where the video is not one of ours. */
export function recipeIn(comment: string | undefined): VideoRecipe | undefined {
  const value = parsed(comment ?? '');
  if (typeof value !== 'object' || value === null) return undefined;
  const read = (name: string): unknown => Reflect.get(value, name);
  if (
    !NUMBERS.every((name) => Number.isFinite(read(name))) ||
    !TEXTS.every((name) => typeof read(name) === 'string')
  )
    return undefined;
  return Object.fromEntries([...TEXTS, ...NUMBERS].map((name) => [name, read(name)])) as VideoRecipe;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Somebody else's comment is just text.
    return undefined;
  }
}
