import { BodyTooLarge } from './llm-failure.js';

/** Largest reply that is read, in bytes after decompression. A chat answer is a few kilobytes. */
export const LARGEST_REPLY = 1_000_000;

/** The platform's `fetch` with bodies that end in {@link BodyTooLarge} beyond {@link LARGEST_REPLY} bytes. */
export async function boundedFetch(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const response = await fetch(input, init);
  if (response.body === null) return response;
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(limit()), { status, statusText, headers });
}

function limit(): TransformStream<Uint8Array, Uint8Array> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      if (bytes > LARGEST_REPLY) {
        controller.error(
          new BodyTooLarge(`The language model's server sent more than ${LARGEST_REPLY} bytes.`),
        );
      } else controller.enqueue(chunk);
    },
  });
}
