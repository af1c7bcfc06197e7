import { describe, expect, it } from 'vitest';
import { TEXT_BINDINGS, TEXT_WORKFLOW } from '../../../../test/support/engine-doubles/text-workflow.js';
import type { GenerationSpec } from '../engine.port.js';
import { WorkflowError, WorkflowTemplate } from './workflow-template.js';

const SPEC: GenerationSpec = {
  task: 'text-to-video',
  prompt: 'a red ball "OPEN"',
  negativePrompt: 'people',
  seed: 4_294_967_295,
  steps: 8,
  guidanceScale: 3.5,
  width: 640,
  height: 368,
  numFrames: 49,
  fps: 24,
};
const parse = (workflow: unknown = TEXT_WORKFLOW, bindings: unknown = TEXT_BINDINGS) =>
  WorkflowTemplate.parse(JSON.stringify(workflow), JSON.stringify(bindings));

describe('a workflow', () => {
  it('gets the values of a job in the places that are bound, and keeps everything else', () => {
    const graph = parse().withValues(SPEC, {});

    expect(graph['3']?.inputs).toMatchObject({ seed: 4_294_967_295, steps: 8, cfg: 3.5, model: ['37', 0] });
    expect([graph['6']?.inputs['text'], graph['7']?.inputs['text']]).toEqual(['a red ball "OPEN"', 'people']);
    expect(graph['40']?.inputs).toEqual({ width: 640, height: 368, length: 49, batch_size: 1 });
    expect(graph['49']?.inputs['fps']).toBe(24);
    expect(graph['37']).toEqual(TEXT_WORKFLOW['37']);
  });

  it('is not changed by a job, so that the next one starts from the same', () => {
    const sut = parse();
    sut.withValues(SPEC, {});

    expect(sut.withValues({ ...SPEC, steps: 9 }, {})['3']?.inputs['steps']).toBe(9);
    expect(sut.capabilities().defaults.steps).toBe(20);
  });

  it('may bind a value to several places', () => {
    const bindings = {
      bindings: { ...TEXT_BINDINGS.bindings, prompt: ['/6/inputs/text', '/7/inputs/text'] },
    };
    const graph = parse(TEXT_WORKFLOW, {
      bindings: { ...bindings.bindings, negative_prompt: undefined },
    }).withValues(SPEC, {});

    expect(graph['7']?.inputs['text']).toBe('a red ball "OPEN"');
  });

  it('tells its defaults, and fixes what is not bound', () => {
    const { fps: _fps, ...rest } = TEXT_BINDINGS.bindings;
    const { defaults, ranges, tasks } = parse(TEXT_WORKFLOW, { bindings: rest }).capabilities();

    expect(defaults).toMatchObject({
      width: 832,
      height: 480,
      numFrames: 33,
      steps: 20,
      negativePrompt: 'blurry',
    });
    expect(ranges.fps).toEqual({ min: 16, max: 16 });
    expect(tasks).toEqual(['text-to-video']);
  });

  it('that wants an image makes videos of images', () => {
    const workflow = { ...TEXT_WORKFLOW, '52': { class_type: 'LoadImage', inputs: { image: 'x.png' } } };
    const sut = parse(workflow, { bindings: { ...TEXT_BINDINGS.bindings, image: '/52/inputs/image' } });

    expect(sut.capabilities().tasks).toEqual(['image-to-video']);
    expect(sut.withValues(SPEC, { image: 'upload.png' })['52']?.inputs['image']).toBe('upload.png');
  });

  it.each([
    ['{', '{}', /COMFYUI_WORKFLOW: the file is not JSON/],
    ['{"nodes":[]}', '{}', /COMFYUI_WORKFLOW/],
    [JSON.stringify(TEXT_WORKFLOW), '{"bindings":{"seed":"/3/inputs/seed"}}', /prompt must be bound/],
    [
      JSON.stringify(TEXT_WORKFLOW),
      '{"bindings":{"prompt":"/6/inputs/txt"}}',
      /prompt is bound to \/6\/inputs\/txt/,
    ],
    [JSON.stringify(TEXT_WORKFLOW), '{"bindings":{"prompt":"/6/class_type"}}', /JSON pointer/],
    [
      JSON.stringify(TEXT_WORKFLOW),
      '{"bindings":{"prompt":"/6/inputs/text"},"outputs":["99"]}',
      /no node 99/,
    ],
    [
      JSON.stringify(TEXT_WORKFLOW),
      '{"bindings":{"prompt":"/__proto__/inputs/x"}}',
      /is not in the workflow/,
    ],
  ])('that does not fit is refused with the place: %s %s', (workflow, bindings, message) => {
    expect(() => WorkflowTemplate.parse(workflow, bindings)).toThrow(WorkflowError);
    expect(() => WorkflowTemplate.parse(workflow, bindings)).toThrow(message);
  });
});
