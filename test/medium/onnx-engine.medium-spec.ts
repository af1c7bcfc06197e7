import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  DeviceFaultError,
  EngineRefusedError,
  type GenerationSpec,
  type Progress,
} from '../../src/features/engines/engine.port.js';
import { OnnxEngine, type OnnxEngineOptions } from '../../src/features/engines/onnx/onnx.engine.js';
import { builtModule, MOSAIC_ONNX_MODEL, TINY_ONNX_MODEL } from '../support/built-module.js';
import { wavOf } from '../support/media-checks.js';
import { isRunning } from '../support/process-state.js';

const WORKER = builtModule('features/engines/onnx/onnx-worker.js');

const SPEC: GenerationSpec = {
  task: 'text-to-video',
  prompt: 'a red ball',
  negativePrompt: 'blue',
  seed: 42,
  steps: 3,
  guidanceScale: 3,
  width: 32,
  height: 32,
  numFrames: 5,
  fps: 8,
};
/** So many steps that only a cancel, or a death, ends them. */
const ENDLESS = { ...SPEC, steps: 100_000 };

describe('OnnxEngine', () => {
  let root: string;
  let engines: OnnxEngine[];

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'onnx-'));
    engines = [];
  });
  afterEach(async () => {
    await Promise.all(engines.map((engine) => engine.stop()));
    rmSync(root, { recursive: true });
  });

  const open = async (options: Partial<OnnxEngineOptions> = {}) => {
    const engine = new OnnxEngine({
      modelDir: TINY_ONNX_MODEL,
      devices: 'cpu',
      deviceConcurrency: 1,
      workerModulePath: WORKER,
      ...options,
    });
    engines.push(engine);
    await engine.open();
    return engine;
  };

  const deviceOf = (engine: OnnxEngine, index = 0) => {
    const device = engine.devices[index];
    if (device === undefined) throw new Error('no such device');
    return device;
  };

  const generate = (
    engine: OnnxEngine,
    spec: GenerationSpec = SPEC,
    context: { signal?: AbortSignal; onProgress?: (progress: Progress) => void; workDir?: string } = {},
  ) =>
    engine.generate(spec, {
      device: deviceOf(engine),
      signal: new AbortController().signal,
      onProgress: () => undefined,
      workDir: mkdtempSync(join(root, 'work-')),
      inputPath: ({ fileName }) => join(root, fileName),
      remoteJob: undefined,
      recordRemoteJob: () => Promise.resolve(),
      ...context,
    });

  const framesOf = async (engine: OnnxEngine, spec: GenerationSpec = SPEC): Promise<Buffer> => {
    const workDir = mkdtempSync(join(root, 'work-'));
    const { fileName } = await generate(engine, spec, { workDir });
    return readFileSync(join(workDir, fileName));
  };

  /** Resolves when denoising has begun. */
  const running = (engine: OnnxEngine, signal?: AbortSignal) => {
    let begun: () => void;
    const started = new Promise<void>((resolve) => {
      begun = resolve;
    });
    const result = generate(engine, ENDLESS, {
      ...(signal === undefined ? {} : { signal }),
      onProgress: ({ step }) => {
        if (step !== undefined) begun();
      },
    });
    result.catch(() => undefined);
    return { started, result };
  };

  it('opens without starting a process', async () => {
    const sut = await open({ devices: 'cpu:2' });
    expect(sut.devices.map((device) => device.name)).toEqual(['cpu:0', 'cpu:1']);
    expect(sut.capabilities.model).toBe('test-model 1');
    expect(sut.workerPids(deviceOf(sut))).toEqual([]);
  });

  it('remarks on the words that its model does not know, where the folder says which it does', async () => {
    expect((await open()).remarkOn({ ...SPEC, prompt: 'a zeppelin' })).toBeUndefined();
    const modelDir = join(root, 'with-words');
    cpSync(TINY_ONNX_MODEL, modelDir, { recursive: true });
    const groups = [{ name: 'subject', values: [{ value: 'ball', words: ['ball'] }] }];
    writeFileSync(join(modelDir, 'vocabulary.json'), JSON.stringify({ version: 1, groups, plain: ['a'] }));
    expect((await open({ modelDir })).remarkOn({ ...SPEC, prompt: 'a red ball' })).toBe(
      'test-model 1 passes over words it does not know: red.',
    );
  });

  it('asks for something else than what the negative prompt names, and says so', async () => {
    const modelDir = join(root, 'with-weather');
    cpSync(TINY_ONNX_MODEL, modelDir, { recursive: true });
    const values = [
      { value: 'clear', words: ['clear'] },
      { value: 'rain', words: ['rain'], said: 'in the rain' },
    ];
    const groups = [{ name: 'weather', usual: 'clear', values }];
    const plain = ['a', 'red', 'ball', 'moves'];
    writeFileSync(join(modelDir, 'vocabulary.json'), JSON.stringify({ version: 1, groups, plain }));
    const sut = await open({ modelDir });
    const silent = { ...SPEC, prompt: 'a red ball moves', guidanceScale: 1 };
    const wet = await framesOf(sut, { ...silent, negativePrompt: 'clear' });
    expect(wet.equals(await framesOf(sut, { ...silent, prompt: 'a red ball moves, in the rain' }))).toBe(
      true,
    );
    expect(wet.equals(await framesOf(sut, silent))).toBe(false);
    expect(sut.remarkOn({ ...silent, negativePrompt: 'clear' })).toBe(
      'The prompt leaves open, and the seed chose: rain (weather).',
    );
    const given = { ...silent, task: 'image-to-video', negativePrompt: 'clear' } as const;
    expect(sut.remarkOn(given)).toBeUndefined();
  });

  // Every 509th byte of what diffusers' scheduler and ONNX Runtime in Python make of the same noise.
  it.each([
    [3, [23, 43, 251, 139, 25, 169, 105, 64]],
    [1, [15, 57, 251, 113, 34, 164, 81, 82]],
  ])('makes the pictures of the reference at a guidance scale of %d', async (guidanceScale, expected) => {
    const frames = await framesOf(await open(), { ...SPEC, guidanceScale });
    expect(frames).toHaveLength(5 * 32 * 32 * 3);
    expected.forEach((value, at) =>
      expect(Math.abs((frames[at * 509] ?? -9) - value)).toBeLessThanOrEqual(1),
    );
  });

  it('gives the same bytes again, also in another process', async () => {
    const first = await open();
    const frames = await framesOf(first);
    expect((await framesOf(first)).equals(frames)).toBe(true);
    expect((await framesOf(await open())).equals(frames)).toBe(true);
    expect((await framesOf(first, { ...SPEC, seed: 43 })).equals(frames)).toBe(false);
  });

  it('ignores the negative prompt without guidance and heeds it with', async () => {
    const sut = await open();
    const other = { ...SPEC, negativePrompt: 'red ball moves' };
    expect((await framesOf(sut, other)).equals(await framesOf(sut))).toBe(false);
    const plain = { ...SPEC, guidanceScale: 1 };
    expect((await framesOf(sut, { ...other, guidanceScale: 1 })).equals(await framesOf(sut, plain))).toBe(
      true,
    );
  });

  it('reports every step, stages in their order, and a fraction that never falls', async () => {
    const seen: Progress[] = [];
    const output = await generate(await open(), SPEC, { onProgress: (progress) => seen.push(progress) });
    expect([...new Set(seen.map(({ stage }) => stage))]).toEqual([
      'loading',
      'encoding prompt',
      'denoising',
      'decoding',
      'writing',
    ]);
    expect(seen.flatMap(({ step }) => step ?? [])).toEqual([1, 2, 3]);
    const fractions = seen.map(({ fraction }) => fraction);
    expect(fractions).toEqual([...fractions].sort((a, b) => a - b));
    expect(output).toMatchObject({ kind: 'frames', width: 32, height: 32, numFrames: 5, fps: 8 });
    expect(Object.keys(output.stageMs)).toEqual([
      'loading',
      'encoding prompt',
      'denoising',
      'decoding',
      'writing',
    ]);
  });

  it('has the model loaded once start has resolved', async () => {
    const sut = await open();
    await sut.start(deviceOf(sut), new AbortController().signal);
    const seen: Progress[] = [];
    await generate(sut, SPEC, { onProgress: (progress) => seen.push(progress) });
    expect(seen.map(({ stage }) => stage)).not.toContain('loading');
  });

  it.each([{ width: 40 }, { numFrames: 6 }, { steps: 0 }, { seed: -1 }, { task: 'image-to-video' as const }])(
    'refuses %j',
    async (change) => {
      await expect(generate(await open(), { ...SPEC, ...change })).rejects.toThrow(EngineRefusedError);
    },
  );

  it('frees its memory when it is told to, and loads again for the next job', async () => {
    const sut = await open();
    expect(sut.isLoaded).toBe(false);
    await sut.start(deviceOf(sut), new AbortController().signal);
    const [pid = 0] = sut.workerPids(deviceOf(sut));
    expect(sut.isLoaded).toBe(true);
    const before = await framesOf(sut);
    // A job that comes while the old process is on its way out gets a new one.
    const [, after] = await Promise.all([sut.unload(), framesOf(sut)]);
    expect(after.equals(before)).toBe(true);
    expect([isRunning(pid), sut.isLoaded]).toEqual([false, true]);
    await sut.unload();
    expect([sut.isLoaded, sut.workerPids(deviceOf(sut))]).toEqual([false, []]);
  });

  it('keeps the memory of a running job', async () => {
    const sut = await open();
    const controller = new AbortController();
    const { started, result } = running(sut, controller.signal);
    await started;
    const pids = sut.workerPids(deviceOf(sut));
    await sut.unload();
    expect([sut.isLoaded, sut.workerPids(deviceOf(sut))]).toEqual([true, pids]);
    controller.abort(new Error('enough'));
    await expect(result).rejects.toThrow('enough');
  });

  it('stops between two steps when it is cancelled, and goes on with the next job in the same process', async () => {
    const sut = await open();
    const controller = new AbortController();
    const { started, result } = running(sut, controller.signal);
    await started;
    const pids = sut.workerPids(deviceOf(sut));
    const reason = new Error('cancelled by the user');
    const start = performance.now();
    controller.abort(reason);
    await expect(result).rejects.toBe(reason);
    expect(performance.now() - start).toBeLessThan(20_000);
    await generate(sut);
    expect(sut.workerPids(deviceOf(sut))).toEqual(pids);
  });

  it('does not begin a job that is cancelled already', async () => {
    const sut = await open();
    const reason = new Error('too late');
    await expect(generate(sut, SPEC, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(sut.workerPids(deviceOf(sut))).toEqual([]);
  });

  it('kills a worker that does not react to a cancel, and takes a new one', async () => {
    const sut = await open({ cancelGraceMs: 300 });
    const controller = new AbortController();
    const { started, result } = running(sut, controller.signal);
    await started;
    const [pid = 0] = sut.workerPids(deviceOf(sut));
    process.kill(pid, 'SIGSTOP');
    const reason = new Error('cancelled');
    controller.abort(reason);
    await expect(result).rejects.toBe(reason);
    expect(isRunning(pid)).toBe(false);
    await generate(sut);
    expect(sut.workerPids(deviceOf(sut))).not.toContain(pid);
  });

  it('stops loading when it is cancelled', async () => {
    const sut = await open();
    const controller = new AbortController();
    const reason = new Error('cancelled');
    const result = sut.start(deviceOf(sut), controller.signal);
    controller.abort(reason);
    await expect(result).rejects.toBe(reason);
    expect(sut.workerPids(deviceOf(sut))).toEqual([]);
  });

  it('blames the device when its worker is killed, and works again afterwards', async () => {
    const sut = await open();
    const { started, result } = running(sut);
    await started;
    const [pid = 0] = sut.workerPids(deviceOf(sut));
    process.kill(pid, 'SIGKILL');
    await expect(result).rejects.toThrow(DeviceFaultError);
    await expect(result).rejects.toThrow(/cpu:0: the worker process ended with signal SIGKILL/);
    await generate(sut);
  });

  it('names the network that is the wrong one when it opens', async () => {
    const modelDir = join(root, 'model');
    cpSync(TINY_ONNX_MODEL, modelDir, { recursive: true });
    cpSync(join(TINY_ONNX_MODEL, 'transformer/model.onnx'), join(modelDir, 'vae_decoder/model.onnx'));
    await expect(open({ modelDir })).rejects.toThrow(
      /vae_decoder\/model\.onnx has .*; needed are latent_sample -> sample/,
    );
  });

  it('names the network that turns out to be broken when it is loaded', async () => {
    const file = 'transformer/model.onnx';
    const problem = 'could not be loaded';
    const modelDir = join(root, 'model');
    cpSync(TINY_ONNX_MODEL, modelDir, { recursive: true });
    // An operator that nobody knows; its head is as it should be.
    const graph = readFileSync(join(modelDir, file)).toString('latin1');
    expect(graph).toContain('MatMul');
    writeFileSync(join(modelDir, file), graph.replaceAll('MatMul', 'MutMul'), 'latin1');
    const sut = await open({ modelDir });
    const started = sut.start(deviceOf(sut), new AbortController().signal);
    await expect(started).rejects.toThrow(DeviceFaultError);
    await expect(started).rejects.toThrow(`${file} `);
    await expect(started).rejects.toThrow(problem);
  });

  it('does not blame the device when the file system refuses', async () => {
    const result = generate(await open(), SPEC, { workDir: join(root, 'missing') });
    await expect(result).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(result).rejects.not.toThrow(DeviceFaultError);
  });

  it('blames the device for a worker that runs out of memory, and works again afterwards', async () => {
    const workerModulePath = join(root, 'hog.mjs');
    writeFileSync(
      workerModulePath,
      `import { setFlagsFromString } from 'node:v8';
       setFlagsFromString('--max-old-space-size=32');
       const kept = [];
       setInterval(() => { for (let i = 0; i < 100; i += 1) kept.push(new Array(10_000).fill(i)); }, 0);`,
    );
    const sut = await open({ workerModulePath });
    const result = generate(sut);
    await expect(result).rejects.toThrow(DeviceFaultError);
    await expect(result).rejects.toThrow(/signal SIG(ABRT|TRAP)|exit code/);
    await generate(await open());
  });

  it('refuses a job whose input cannot be used, and does not blame the device', async () => {
    const sut = await open({ modelDir: MOSAIC_ONNX_MODEL });
    writeFileSync(join(root, 'torn.png'), 'not an image');
    const spec: GenerationSpec = {
      ...SPEC,
      task: 'image-to-image',
      inputs: [{ role: 'image', fileName: 'torn.png', mediaType: 'image/png', size: 12 }],
    };
    const result = generate(sut, spec);
    await expect(result).rejects.toThrow(EngineRefusedError);
    await expect(result).rejects.toThrow(/The input "image" cannot be used: the image cannot be decoded/);
    await expect(result).rejects.not.toThrow(root);
    await generate(sut);
  });

  it('refuses audio that is longer than allowed, and a video without pictures, naming what is wrong', async () => {
    const sut = await open({ modelDir: MOSAIC_ONNX_MODEL, maxAudioSeconds: 2 });
    writeFileSync(
      join(root, 'long.wav'),
      wavOf(2.5, () => 0.5),
    );
    const audio = { role: 'audio' as const, fileName: 'long.wav', mediaType: 'audio/wav', size: 1 };
    const video = { role: 'video' as const, fileName: 'long.wav', mediaType: 'video/mp4', size: 1 };
    await expect(generate(sut, { ...SPEC, task: 'audio-driven', inputs: [audio, video] })).rejects.toThrow(
      'the audio lasts longer than 2 s (MAX_AUDIO_SECONDS)',
    );
    await expect(generate(sut, { ...SPEC, task: 'video-to-video', inputs: [video] })).rejects.toThrow(
      'The input "video" cannot be used: the file holds no video',
    );
  });

  it.each([
    [
      'a message that makes no sense',
      `process.send({ type: 'loaded', ms: 1, and: 'more' });`,
      'makes no sense',
    ],
    ['an error', `throw new Error('out of luck');`, 'out of luck'],
    ['an exit code', `process.exit(9);`, 'exit code 9'],
  ])('blames the device for %s from its worker', async (_, code, problem) => {
    const workerModulePath = join(root, 'worker.mjs');
    writeFileSync(workerModulePath, `${code}\nsetInterval(() => undefined, 1000);`);
    const sut = await open({ workerModulePath });
    await expect(generate(sut)).rejects.toThrow(DeviceFaultError);
    await expect(generate(sut)).rejects.toThrow(problem);
  });

  it('runs as many jobs at once on a device as it is allowed', async () => {
    const sut = await open({ deviceConcurrency: 2 });
    const controller = new AbortController();
    const first = running(sut, controller.signal);
    const second = running(sut, controller.signal);
    await Promise.all([first.started, second.started]);
    expect(new Set(sut.workerPids(deviceOf(sut))).size).toBe(2);
    controller.abort(new Error('enough'));
    await expect(first.result).rejects.toThrow('enough');
    await expect(second.result).rejects.toThrow('enough');
  });

  it('leaves no process behind when it stops, whatever runs', async () => {
    const sut = await open();
    const { started, result } = running(sut);
    await started;
    const [pid = 0] = sut.workerPids(deviceOf(sut));
    await sut.stop();
    expect(isRunning(pid)).toBe(false);
    await expect(result).rejects.toThrow('the engine stops');
  });

  it('hands nothing of its own environment to a worker', async () => {
    const sut = await open();
    await sut.start(deviceOf(sut), new AbortController().signal);
    const [pid = 0] = sut.workerPids(deviceOf(sut));
    const names = readFileSync(`/proc/${pid}/environ`, 'utf8')
      .split('\0')
      .map((entry) => entry.split('=')[0]);
    expect(names.filter((name) => name !== '' && !name?.startsWith('NODE_CHANNEL'))).toEqual([]);
  });

  it('ends the worker in the middle of a job when the portal is killed', async () => {
    const script = join(root, 'portal.mjs');
    const source = `
      import { OnnxEngine } from ${JSON.stringify(builtModule('features/engines/onnx/onnx.engine.js'))};
      const engine = new OnnxEngine({ modelDir: ${JSON.stringify(TINY_ONNX_MODEL)}, devices: 'cpu', deviceConcurrency: 1 });
      await engine.open();
      const [device] = engine.devices;
      await engine.generate(${JSON.stringify(ENDLESS)}, {
        device,
        signal: new AbortController().signal,
        workDir: ${JSON.stringify(root)},
        onProgress: ({ step }) => { if (step === 1) console.log(engine.workerPids(device)[0]); },
      });`;
    writeFileSync(script, source);
    const portal = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const pid = await firstNumber(portal);
    expect(isRunning(pid)).toBe(true);
    portal.kill('SIGKILL');
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 20_000, interval: 20 });
    expect(readdirSync(root)).not.toContain('frames.rgb');
  });
});

function firstNumber(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.stdout?.once('data', (text: Buffer) => resolve(Number(text.toString())));
  });
}
