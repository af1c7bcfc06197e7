/**
 * Passes on what arrives, and gives the memory of each piece back as soon as the next one is asked for: a piece is valid
 * until then. Node makes new memory for everything that comes from the network, outside of V8's heap, and V8 looks for
 * what nobody needs any more only after 64 MiB of it.
 * @param chunks read from a socket by this process, and held by nobody else
 */
export async function* releasedChunks(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    yield chunk;
    const { buffer } = chunk;
    // Memory that others have a part of is left to them, such as what stands around a file in a form.
    if (buffer instanceof ArrayBuffer && chunk.byteLength === buffer.byteLength) buffer.transfer(0);
  }
}
