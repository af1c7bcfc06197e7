import { MediaError, type VideoMetadata, videoMetadataSchema } from './media.types.js';

const MAX_TITLE_CHARACTERS = 100;

/** The start of the prompt on one line. */
export function titleOf(prompt: string): string {
  const line = prompt
    .slice(0, 4 * MAX_TITLE_CHARACTERS)
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .trim();
  const characters = Array.from(line.replaceAll(/[\ud800-\udfff]/gu, '\ufffd'));
  if (characters.length <= MAX_TITLE_CHARACTERS) return characters.join('');
  return `${characters.slice(0, MAX_TITLE_CHARACTERS - 1).join('')}…`;
}

/** MP4 tags: players show `title`; `comment` has everything as JSON, which also keeps what no tag could hold (NUL). */
export function toTags(metadata: VideoMetadata): Record<string, string> {
  return { title: titleOf(metadata.prompt), comment: JSON.stringify(metadata) };
}

/** @throws MediaError if the video was not made by this portal */
export function fromTags(tags: Readonly<Record<string, string>>): VideoMetadata {
  let comment: unknown;
  try {
    comment = JSON.parse(tags['comment'] ?? 'null');
  } catch {
    // Someone else's comment is just text.
    comment = null;
  }
  const result = videoMetadataSchema.safeParse(comment);
  if (!result.success) throw new MediaError('The video does not say how it was made');
  return result.data;
}
