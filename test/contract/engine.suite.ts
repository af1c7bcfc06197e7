import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DeviceDescription } from '../../src/kernel/device.js';
import {
  type EnginePort,
  EngineRefusedError,
  type GenerateContext,
  type GenerationOutput,
  type GenerationSpec,
  type Progress,
} from '../../src/features/engines/index.js';

export interface EngineUnderTest {
  /** A new engine with two devices, not opened yet. */
  make: () => EnginePort;
  /** A spec that takes a moment, and one that only an abort ends. */
  quick: (defaults: GenerationSpec) => GenerationSpec;
  endless: (defaults: GenerationSpec) => GenerationSpec;
  /** What a quick spec ends in; frames by default. */
  output?: GenerationOutput['kind'];
}

const NEVER = new AbortController().signal;

/** What every engine promises (`engine.port.ts`); each adapter's test calls this. */
export function describeEngine(name: string, under: EngineUnderTest): void {
  const { make, quick, endless, output: kind = 'frames' } = under;
  describe(`the engine ${name}`, () => {
    let folder: string;
    let sut: EnginePort;

    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'engine-'));
      sut = make();
      await sut.open();
    });
    afterEach(async () => {
      await sut.stop();
      rmSync(folder, { recursive: true, force: true });
    });

    const device = (index: number): DeviceDescription => {
      const found = sut.devices[index];
      if (found === undefined) throw new Error(`the engine has no device ${index}`);
      return found;
    };
    const defaults = (): GenerationSpec => ({
      ...sut.capabilities.defaults,
      task: 'text-to-video',
      prompt: 'a red ball',
      seed: 1,
    });
    const context = (index: number, more: Partial<GenerateContext> = {}): GenerateContext => {
      const workDir = join(folder, `work-${index}`);
      mkdirSync(workDir, { recursive: true });
      return {
        device: device(index),
        signal: NEVER,
        onProgress: () => undefined,
        workDir,
        inputPath: ({ fileName }) => join(folder, fileName),
        remoteJob: undefined,
        recordRemoteJob: () => Promise.resolve(),
        ...more,
      };
    };

    it('knows after opening what it can do and which devices it brings', () => {
      expect(sut.capabilities.tasks).toContain('text-to-video');
      expect(sut.capabilities.model).not.toBe('');
      expect(new Set(sut.devices.map((one) => one.name)).size).toBe(2);
    });

    it('has defaults within its own ranges', () => {
      const { ranges, defaults: values } = sut.capabilities;
      expect(values.width).toBeGreaterThanOrEqual(ranges.width.min);
      expect(values.width).toBeLessThanOrEqual(ranges.width.max);
      expect((values.numFrames - (ranges.numFrames.plus ?? 0)) % (ranges.numFrames.multipleOf ?? 1)).toBe(0);
    });

    it('leaves the files that it names in the work folder, whole', async () => {
      const spec = quick(defaults());
      const output = await sut.generate(spec, context(0));

      expect(readdirSync(join(folder, 'work-0'))).toEqual([output.fileName]);
      const { size } = statSync(join(folder, 'work-0', output.fileName));
      const pixels = spec.numFrames * spec.width * spec.height;
      // A video's size cannot be known; that there is something in it can.
      expect(output.kind === 'frames' ? size : Math.sign(size)).toBe(
        output.kind === 'frames' ? pixels * 3 : 1,
      );
    });

    it('reports progress that never falls and never exceeds one', async () => {
      const reports: Progress[] = [];
      await sut.generate(quick(defaults()), context(0, { onProgress: (progress) => reports.push(progress) }));

      const fractions = reports.map((progress) => progress.fraction);
      expect(fractions.length).toBeGreaterThan(0);
      expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
      expect(Math.max(...fractions)).toBeLessThanOrEqual(1);
    });

    it('stops when it is aborted, with the reason of the signal, and works on afterwards', async () => {
      const stop = new AbortController();
      const reason = new Error('enough');
      const run = sut.generate(
        endless(defaults()),
        context(0, { signal: stop.signal, onProgress: () => stop.abort(reason) }),
      );
      // Engines that report nothing before the end are aborted at once.
      if (name === 'simulated') stop.abort(reason);

      await expect(run).rejects.toBe(reason);
      await expect(sut.generate(quick(defaults()), context(1))).resolves.toMatchObject({ kind });
    });

    it('does nothing for a signal that was aborted before', async () => {
      const reason = new Error('too late');
      const run = sut.generate(quick(defaults()), context(0, { signal: AbortSignal.abort(reason) }));

      await expect(run).rejects.toBe(reason);
      expect(readdirSync(join(folder, 'work-0'))).toEqual([]);
    });

    it('runs on two devices at once, each in its own folder', async () => {
      const spec = quick(defaults());
      const outputs = await Promise.all([sut.generate(spec, context(0)), sut.generate(spec, context(1))]);

      expect(outputs.map((output) => output.kind)).toEqual([kind, kind]);
      expect(readdirSync(join(folder, 'work-1'))).toHaveLength(1);
    });

    it('refuses what lies outside of its capabilities, rather than trying', async () => {
      const spec = { ...defaults(), width: sut.capabilities.ranges.width.max + 1 };

      await expect(sut.generate(spec, context(0))).rejects.toBeInstanceOf(EngineRefusedError);
    });

    it('starts a device when it is asked to, and stops for good', async () => {
      await expect(sut.start(device(0), NEVER)).resolves.toBeUndefined();
      await sut.stop();
      await expect(sut.generate(quick(defaults()), context(0))).rejects.toThrow(/./);
    });
  });
}
