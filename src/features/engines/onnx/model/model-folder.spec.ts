import { cpSync, mkdtempSync, readFileSync, rmSync, truncateSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NodeFileSystem } from '../../../../platform/storage/node-file-system.js';
import { ModelFolder, ModelFolderError } from './model-folder.js';

const fixture = fileURLToPath(new URL('../../../../../test/support/tiny-onnx-model', import.meta.url));

describe('ModelFolder', () => {
  let dir: string;
  const describeModel = () => new ModelFolder(new NodeFileSystem(), dir).describe();
  const change = (file: string, key: string, value: unknown) => {
    const path = join(dir, file);
    writeFileSync(
      path,
      JSON.stringify({ ...(JSON.parse(readFileSync(path, 'utf8')) as object), [key]: value }),
    );
  };

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'model-'));
    cpSync(fixture, dir, { recursive: true });
  });
  afterEach(() => rmSync(dir, { recursive: true }));

  it('tells what the model can do', async () => {
    const model = await describeModel();
    expect(model).toMatchObject({
      name: 'test-model 1',
      channels: 4,
      textDim: 8,
      maxSequenceLength: 16,
      scheduler: { shift: 3, numTrainTimesteps: 1000 },
    });
    expect(model.capabilities).toMatchObject({
      tasks: ['text-to-video'],
      model: 'test-model 1',
      ranges: { numFrames: { min: 1, max: 81, multipleOf: 4, plus: 1 }, fps: { min: 1, max: 60 } },
      defaults: { width: 32, numFrames: 5, guidanceScale: 3, negativePrompt: '' },
    });
  });

  it.each([
    'model_index.json',
    'tokenizer/tokenizer.json',
    'text_encoder/model.onnx',
    'transformer/model.onnx',
    'vae_decoder/config.json',
    'scheduler/scheduler_config.json',
  ])('names %s when it is missing', async (file) => {
    unlinkSync(join(dir, file));
    await expect(describeModel()).rejects.toThrow(`${file} is missing`);
  });

  it('names a network that is empty', async () => {
    truncateSync(join(dir, 'transformer/model.onnx'), 0);
    await expect(describeModel()).rejects.toThrow('transformer/model.onnx is empty');
  });

  it('does not read a configuration that is too large', async () => {
    writeFileSync(join(dir, 'model_index.json'), ' '.repeat(2_000_000));
    await expect(describeModel()).rejects.toThrow(/model_index\.json has 2000000 bytes/);
  });

  it('names a file that is not JSON', async () => {
    writeFileSync(join(dir, 'transformer/config.json'), '{');
    await expect(describeModel()).rejects.toThrow(/transformer\/config\.json is not JSON/);
  });

  it.each([
    ['model_index.json', '_class_name', 'StableDiffusionPipeline'],
    ['model_index.json', 'reelsmith', undefined],
    ['vae_decoder/config.json', 'latents_mean', [0]],
    ['vae_decoder/config.json', 'latents_std', [1, 1, 0, 1]],
    ['scheduler/scheduler_config.json', 'use_karras_sigmas', true],
    ['scheduler/scheduler_config.json', '_class_name', 'UniPCMultistepScheduler'],
    ['transformer/config.json', 'text_dim', 9],
    ['transformer/config.json', 'in_channels', 5],
  ])('refuses %s with another %s', async (file, key, value) => {
    change(file, key, value);
    await expect(describeModel()).rejects.toThrow(ModelFolderError);
    await expect(describeModel()).rejects.toThrow(file);
  });

  it('needs no vocabulary, but wants one that is there to be whole', async () => {
    expect((await describeModel()).vocabulary).toBeUndefined();
    const path = join(dir, 'vocabulary.json');
    writeFileSync(path, JSON.stringify({ version: 1, groups: [], plain: ['a'] }));
    expect((await describeModel()).vocabulary?.plain).toEqual(['a']);
    writeFileSync(path, JSON.stringify({ version: 1, groups: [{ name: 'subject' }], plain: [] }));
    await expect(describeModel()).rejects.toThrow(/vocabulary\.json does not fit/);
  });

  it.each([
    ['flow_prediction', 'flow'],
    ['sample', 'sample'],
  ])('reads UniPC with flow sigmas and %s', async (type, prediction) => {
    writeFileSync(
      join(dir, 'scheduler/scheduler_config.json'),
      JSON.stringify({
        _class_name: 'UniPCMultistepScheduler',
        prediction_type: type,
        use_flow_sigmas: true,
        flow_shift: 5,
      }),
    );
    expect((await describeModel()).scheduler).toMatchObject({
      kind: 'unipc',
      prediction,
      shift: 5,
      order: 2,
      type: 'bh2',
    });
  });

  it.each([
    ['video-to-video', 'vae_encoder/model.onnx'],
    ['text-to-image', 'vae_decoder/caches.json'],
    ['image-to-video', 'vae_encoder/model.onnx and expand_timesteps'],
  ])('refuses the task %s without %s', async (task, needed) => {
    const path = join(dir, 'model_index.json');
    const index = JSON.parse(readFileSync(path, 'utf8')) as { reelsmith: object };
    writeFileSync(path, JSON.stringify({ ...index, reelsmith: { ...index.reelsmith, tasks: [task] } }));
    await expect(describeModel()).rejects.toThrow(`names the task ${task}, which needs ${needed}`);
  });
});
