import { describe, expect, it } from 'vitest';
import type { GenerationSpec } from '../engine.port.js';
import { requestBody } from './request-body.js';

const SPEC: GenerationSpec = {
  task: 'text-to-video',
  prompt: 'a fox',
  negativePrompt: '',
  seed: 7,
  steps: 30,
  guidanceScale: 5,
  width: 1280,
  height: 720,
  numFrames: 121,
  fps: 24,
};
const nothing = () => undefined;

/** The words of a command line as a POSIX shell would cut them, without anything being run. */
function wordsOf(line: string): string[] {
  return [...line.matchAll(/(?:[^\s"]|"(?:\\.|[^"\\])*")+/g)].map(([word]) =>
    word.replaceAll(/"((?:\\.|[^"\\])*)"/g, (_, quoted: string) => quoted.replaceAll(/\\(.)/g, '$1')),
  );
}

function commandOf(prompt: string): string {
  const { inputs } = requestBody('predict1', { ...SPEC, prompt }, nothing) as {
    inputs: { data: string[] }[];
  };
  return inputs[0]?.data[0] ?? '';
}

describe('the body of a request to Cosmos', () => {
  it.each([
    'a fox',
    'a sign that says "OPEN"',
    '" --seed=1 --checkpoint_dir=/etc "',
    'ends with a backslash \\',
    '$(reboot) `reboot` ${HOME}',
  ])('carries the prompt %j as one argument of the command line, to the letter', (prompt) => {
    expect(wordsOf(commandOf(prompt))).toEqual(['text2world', `--prompt=${prompt}`]);
  });

  it('makes one line of the prompt', () => {
    expect(commandOf('a fox\n--seed=1')).toBe('text2world --prompt="a fox --seed=1"');
  });

  it('says only what the form for Cosmos 3 knows, and nothing that is not said', () => {
    expect(requestBody('cosmos3', SPEC, nothing)).toEqual({
      model_mode: 'text2video',
      prompt: 'a fox',
      seed: 7,
      guidance_scale: 5,
      num_inference_steps: 30,
      resolution: '720_16_9',
      num_frames: 121,
      fps: 24,
    });
  });

  it('names the image of an image-to-video job', () => {
    const spec: GenerationSpec = { ...SPEC, task: 'image-to-video' };
    expect(
      requestBody('cosmos3', spec, (role) => (role === 'image' ? 'data:image/png;base64,AA==' : undefined)),
    ).toMatchObject({
      model_mode: 'image2video',
      input_reference: 'data:image/png;base64,AA==',
    });
  });
});
