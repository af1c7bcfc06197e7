import { afterEach, describe, expect, it, vi } from 'vitest';
import { ComfyUiProtocol } from '../../src/features/engines/comfyui/comfyui.protocol.js';
import { WorkflowTemplate } from '../../src/features/engines/comfyui/workflow-template.js';
import { DeviceFaultError, type Progress, StopRequest } from '../../src/features/engines/index.js';
import { ComfyUiDouble, type ComfyUiOptions } from '../support/engine-doubles/comfyui-double.js';
import { formOf } from '../support/engine-doubles/http-double.js';
import { SHORT_VIDEO } from '../support/engine-doubles/suite-double.js';
import { TEXT_BINDINGS, TEXT_WORKFLOW } from '../support/engine-doubles/text-workflow.js';
import { WiredEngine } from '../support/engine-doubles/wired-engine.js';

const PNG = Buffer.from('89504e470d0a1a0a0000', 'hex');
const IMAGE_WORKFLOW = {
  ...TEXT_WORKFLOW,
  '12': { class_type: 'LoadImage', inputs: { image: 'example.png' } },
};
const IMAGE_BINDINGS = { bindings: { ...TEXT_BINDINGS.bindings, image: '/12/inputs/image' } };

describe('what ComfyUI is sent, and what is made of its answers', () => {
  let double: ComfyUiDouble;
  let sut: WiredEngine;
  afterEach(async () => {
    await sut.close();
    await double.stop();
  });

  async function wire(
    options: ComfyUiOptions = {},
    files: [object, object] = [TEXT_WORKFLOW, TEXT_BINDINGS],
  ) {
    double = await new ComfyUiDouble(SHORT_VIDEO, options).start();
    const [workflow, bindings] = files.map((file) => JSON.stringify(file));
    const template = WorkflowTemplate.parse(workflow ?? '', bindings ?? '');
    sut = await WiredEngine.withServers(
      [double.url],
      (http) => new ComfyUiProtocol(http, () => Promise.resolve(template)),
    );
  }
  /** The double's jobs, as soon as there are so many. */
  const jobs = (count = 1) =>
    vi.waitFor(
      () => {
        expect(double.jobs.all()).toHaveLength(count);
        return double.jobs.all();
      },
      { timeout: 20_000 },
    );

  it('every value is in its place of the workflow, and nothing else has changed', async () => {
    await wire({ runMs: () => 1 });
    await sut.generate({
      prompt: 'a "red" ball\n',
      negativePrompt: 'grey',
      steps: 33,
      guidanceScale: 4.5,
      width: 640,
      height: 384,
      numFrames: 49,
      fps: 24,
    });

    const [job] = await jobs();
    expect(job?.fields['prompt']).toEqual({
      ...TEXT_WORKFLOW,
      '3': { ...TEXT_WORKFLOW['3'], inputs: { ...TEXT_WORKFLOW['3'].inputs, seed: 7, steps: 33, cfg: 4.5 } },
      '6': { ...TEXT_WORKFLOW['6'], inputs: { ...TEXT_WORKFLOW['6'].inputs, text: 'a "red" ball\n' } },
      '7': { ...TEXT_WORKFLOW['7'], inputs: { ...TEXT_WORKFLOW['7'].inputs, text: 'grey' } },
      '40': {
        ...TEXT_WORKFLOW['40'],
        inputs: { ...TEXT_WORKFLOW['40'].inputs, width: 640, height: 384, length: 49 },
      },
      '49': { ...TEXT_WORKFLOW['49'], inputs: { ...TEXT_WORKFLOW['49'].inputs, fps: 24 } },
    });
    expect(job?.fields['prompt_id']).toBe(job?.id);
  });

  it('an image is uploaded, and the workflow names it as the server does', async () => {
    await wire({ runMs: () => 1 }, [IMAGE_WORKFLOW, IMAGE_BINDINGS]);
    const image = sut.input('image', PNG, 'image/png');
    await sut.generate({ task: 'image-to-video', inputs: [image] });

    const upload = double.requests.find(({ path }) => path === '/upload/image');
    const form = upload === undefined ? new FormData() : await formOf(upload);
    const file = form.get('image');
    expect([form.get('type'), form.get('overwrite')]).toEqual(['input', 'true']);
    expect(file instanceof File && [file.type, file.size]).toEqual(['image/png', PNG.length]);
    const [job] = await jobs();
    expect(job?.fields['prompt']).toMatchObject({ '12': { inputs: { image: image.fileName } } });
  });

  it('a file that cannot be uploaded is no submission', async () => {
    await wire({}, [IMAGE_WORKFLOW, IMAGE_BINDINGS]);
    double.fail('POST', /^\/upload\/image$/, { kind: 'cut', effect: 'before' });
    const image = sut.input('image', PNG, 'image/png');

    await expect(sut.generate({ task: 'image-to-video', inputs: [image] })).rejects.toThrow(/./);
    expect(double.count('POST', /^\/prompt$/)).toBe(0);
  });

  it('steps that the server pushes are the progress', async () => {
    await wire();
    const reports: Progress[] = [];
    const run = sut.generate({}, { onProgress: (progress) => reports.push(progress) });
    const [job] = await jobs();
    await vi.waitFor(
      () => {
        double.step(job?.id ?? '', 5, 20);
        expect(reports.at(-1)).toMatchObject({ stage: 'denoising', step: 5, totalSteps: 20 });
      },
      { timeout: 20_000 },
    );
    double.step(job?.id ?? '', 1, 2, 'another node');
    double.step(job?.id ?? '', 10, 20);
    await vi.waitFor(() => expect(reports.at(-1)?.step).toBe(10), { timeout: 20_000 });
    double.jobs.succeed(job?.id ?? '');
    await run;

    expect(reports.map(({ step }) => step)).not.toContain(1);
    expect(reports.every((report) => report.estimated !== true)).toBe(true);
  });

  it('a job ends well although its socket is dropped', async () => {
    await wire();
    const run = sut.generate();
    const [job] = await jobs();
    await vi.waitFor(() => expect(double.listeners).toEqual(['reelsmith-comfyui:0']), { timeout: 20_000 });
    double.dropSockets();
    await vi.waitFor(() => expect(double.listeners).toEqual([]), { timeout: 20_000 });
    double.jobs.succeed(job?.id ?? '');

    expect((await run).kind).toBe('video');
  });

  it('an interrupt always says whose', async () => {
    await wire();
    const stop = new AbortController();
    const run = sut.generate({}, { signal: stop.signal });
    const [job] = await jobs();
    stop.abort(new StopRequest('cancel'));

    await expect(run).rejects.toBe(stop.signal.reason);
    expect(double.interrupts).toEqual([{ prompt_id: job?.id }]);
  });

  it('a job that still waits is taken out of the queue, and what runs there runs on', async () => {
    await wire();
    double.jobs.add('somebody-else', { prompt: {} });
    const stop = new AbortController();
    const run = sut.generate({}, { signal: stop.signal });
    await jobs(2);
    stop.abort(new StopRequest('cancel'));

    await expect(run).rejects.toBe(stop.signal.reason);
    expect(double.interrupts).toEqual([]);
    expect(double.jobs.all().map(({ id, state }) => [id, state])).toEqual([['somebody-else', 'running']]);
  });

  it('a server that lacks a node is told, with the class that it lacks', async () => {
    await wire({ nodes: ['KSampler', 'CLIPTextEncode', 'UNETLoader', 'CreateVideo', 'SaveVideo'] });
    const [device] = sut.engine.devices;
    const started = device && sut.engine.start(device, AbortSignal.timeout(5000));

    await expect(started).rejects.toThrow(/EmptyHunyuanLatentVideo/);
    await expect(sut.generate()).rejects.toBeInstanceOf(DeviceFaultError);
    expect(double.count('POST', /^\/prompt$/)).toBe(0);
  });

  it('what a node failed with reaches the job', async () => {
    await wire();
    const run = sut.generate();
    const [job] = await jobs();
    double.jobs.failWith(job?.id ?? '', 'Allocation on device 0 would exceed allowed memory.');

    await expect(run).rejects.toThrow(/comfyui:0: Allocation on device 0 would exceed allowed memory/);
  });
});
