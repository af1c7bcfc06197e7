import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { flowMatchSchedule } from '../../src/features/engines/onnx/pipeline/flow-match-scheduler.js';
import { writeRgbFrame } from '../../src/features/engines/onnx/pipeline/rgb-frames.js';
import {
  type DenoisingRequest,
  TextToVideoPipeline,
} from '../../src/features/engines/onnx/pipeline/text-to-video.pipeline.js';
import { NodeFileSystem } from '../../src/platform/storage/node-file-system.js';
import { Golden, maxDifference } from '../support/golden-tensors.js';
import { psnr } from '../support/psnr.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const modelDir = resolve(root, process.env['GOLDEN_MODEL_DIR'] ?? 'models/tiny-world');
const goldenDir = join(modelDir, 'golden');

/** The shipped model, against what the reference implementation in PyTorch makes of the same noise. */
describe.skipIf(!existsSync(join(goldenDir, 'golden.json')))(
  'the pipeline and the reference implementation',
  () => {
    let golden: Golden;
    let sut: TextToVideoPipeline;
    let request: DenoisingRequest;

    beforeAll(async () => {
      golden = new Golden(goldenDir);
      sut = await TextToVideoPipeline.load(new NodeFileSystem(), modelDir, { provider: 'cpu', threads: 1 });
      const { negative_prompt, guidance_scale, num_frames, ...rest } = golden.request;
      request = {
        ...rest,
        negativePrompt: negative_prompt,
        guidanceScale: guidance_scale,
        numFrames: num_frames,
      };
    });

    it('tokenize the prompt alike', () => {
      const { ids, mask } = sut.tokenizer.tokenize(request.prompt);
      expect(ids).toEqual(golden.int64('input_ids'));
      expect(mask).toEqual(golden.int64('attention_mask'));
    });

    it('step through the same noise levels', () => {
      const { timesteps } = flowMatchSchedule(sut.model.scheduler, request.steps);
      expect(maxDifference(timesteps, golden.float32('timesteps')) / 1000).toBeLessThan(1e-5);
    });

    it('embed the prompts alike', async () => {
      const prompt = await sut.encodePrompt(request.prompt);
      const negative = await sut.encodePrompt(request.negativePrompt);
      expect(maxDifference(prompt, golden.float32('prompt_embeds'))).toBeLessThan(1e-3);
      expect(maxDifference(negative, golden.float32('negative_prompt_embeds'))).toBeLessThan(1e-3);
    });

    it('hold the same latents after every step, and the same pictures in the end', async () => {
      const latents = golden.float32('latents_0');
      const differences: number[] = [];
      await sut.denoise(latents, request, {
        signal: new AbortController().signal,
        onStep: (step, now) => differences.push(maxDifference(now, golden.float32(`latents_${step}`))),
      });
      expect(differences).toHaveLength(request.steps);
      expect(Math.max(...differences)).toBeLessThan(1e-3);

      const video = await sut.decode(latents, request);
      const expected = golden.uint8('frames');
      const frameBytes = request.width * request.height * 3;
      for (let frame = 0; frame < request.numFrames; frame += 1) {
        const pixels = new Uint8Array(frameBytes);
        writeRgbFrame(video, frame, pixels);
        expect(psnr(pixels, expected.subarray(frame * frameBytes, (frame + 1) * frameBytes))).toBeGreaterThan(
          45,
        );
      }
    });
  },
);
