import { appendFileSync, cpSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodeFileSystem } from '../../../../platform/storage/node-file-system.js';
import { ModelFolder } from './model-folder.js';

const root = fileURLToPath(new URL('../../../../..', import.meta.url));
const describeFolder = (dir: string) => new ModelFolder(new NodeFileSystem(), dir).describe();

/** A field of a Protocol Buffers message that holds bytes. */
const field = (number: number, content: Buffer) =>
  Buffer.concat([Buffer.from([number * 8 + 2]), varint(content.length), content]);
const varint = (value: number) =>
  value < 128 ? Buffer.from([value]) : Buffer.from([(value & 127) | 128, value >> 7]);
const text = (number: number, value: string) => field(number, Buffer.from(value));

describe('the check of graphs', () => {
  let dir: string;
  const graph = (name: string) => join(dir, name, 'model.onnx');
  /** Messages of the same kind in a row are one: what is appended to the file is merged into the graph. */
  const addExternal = (entries: Record<string, string>) => {
    const external = Object.entries(entries).map(([key, value]) =>
      field(13, Buffer.concat([text(1, key), text(2, value)])),
    );
    appendFileSync(graph('transformer'), field(7, field(5, Buffer.concat([text(8, 'w'), ...external]))));
  };

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'graphs-'));
    cpSync(join(root, 'test/support/wan-random'), dir, { recursive: true });
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it.each([
    'models/tiny-world',
    'test/support/tiny-onnx-model',
    'test/support/mosaic-onnx-model',
    'test/support/wan-random',
  ])('finds nothing wrong with %s', async (folder) => {
    await expect(describeFolder(join(root, folder))).resolves.toMatchObject({ dir: join(root, folder) });
  });

  it('refuses a file that is no graph', async () => {
    writeFileSync(graph('text_encoder'), 'version https://git-lfs.github.com/spec/v1\n');
    await expect(describeFolder(dir)).rejects.toThrow(/text_encoder\/model\.onnx is (no ONNX graph|cut off)/);
  });

  it('refuses a graph that is cut off', async () => {
    const { size } = statSync(graph('vae_decoder'));
    truncateSync(graph('vae_decoder'), size - 1000);
    await expect(describeFolder(dir)).rejects.toThrow(
      new RegExp(`vae_decoder/model\\.onnx is cut off: \\d+ bytes are needed, and there are ${size - 1000}`),
    );
  });

  it('refuses operators that are newer than the runtime', async () => {
    appendFileSync(graph('transformer'), Buffer.from([0x42, 2, 0x10, 99]));
    await expect(describeFolder(dir)).rejects.toThrow(
      'transformer/model.onnx has operators of version 99 (opset); ONNX Runtime knows them up to 26',
    );
  });

  it('refuses a graph that lies in the place of another', async () => {
    cpSync(graph('vae_encoder'), graph('vae_decoder'));
    await expect(describeFolder(dir)).rejects.toThrow(
      /vae_decoder\/model\.onnx has sample, frame_index, .*; needed are latent_sample, frame_index, /,
    );
  });

  it('refuses shapes that the configurations do not tell', async () => {
    cpSync(join(root, 'test/support/wan-random-expand/transformer'), join(dir, 'transformer'), {
      recursive: true,
    });
    await expect(describeFolder(dir)).rejects.toThrow(
      'transformer/model.onnx has timestep [?, ?]; needed is [?]',
    );
  });

  it('refuses weights whose file is missing, cut off, or elsewhere', async () => {
    addExternal({ location: 'model.onnx.data', offset: '4096', length: '1000' });
    await expect(describeFolder(dir)).rejects.toThrow(
      'transformer/model.onnx needs the file transformer/model.onnx.data, which is missing',
    );
    writeFileSync(join(dir, 'transformer/model.onnx.data'), Buffer.alloc(5000));
    await expect(describeFolder(dir)).rejects.toThrow(
      'needs 5096 bytes of the file transformer/model.onnx.data, which has 5000: it is cut off',
    );
    writeFileSync(join(dir, 'transformer/model.onnx.data'), Buffer.alloc(5096));
    await expect(describeFolder(dir)).resolves.toMatchObject({ channels: 4 });
    addExternal({ location: '../../../etc/passwd' });
    await expect(describeFolder(dir)).rejects.toThrow('names weights outside of the model folder');
  });
});
