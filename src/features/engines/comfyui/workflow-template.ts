import { z } from 'zod';
import type { EngineCapabilities, GenerationSpec, IntegerRange, Task } from '../engine.port.js';

/** What a binding can carry into a workflow. */
export const BOUND_VALUES = [
  'prompt',
  'negative_prompt',
  'seed',
  'steps',
  'guidance_scale',
  'width',
  'height',
  'num_frames',
  'fps',
  'strength',
  'image',
  'last_image',
  'video',
  'audio',
] as const;
export type BoundValue = (typeof BOUND_VALUES)[number];

const node = z.looseObject({
  class_type: z.string().min(1).max(300),
  inputs: z.record(z.string(), z.unknown()),
});
/** A workflow as ComfyUI's `Export (API)` writes it: nodes by id. */
const workflow = z.record(z.string().regex(/^[\w:.-]{1,64}$/), node);

const pointer = z.string().regex(/^\/[^/]+\/inputs\/.+$/, 'wants a JSON pointer such as /6/inputs/text');
const pointers = z.preprocess(
  (value) => (typeof value === 'string' ? [value] : value),
  z.array(pointer).min(1).max(32),
);
const bindingsSchema = z.strictObject({
  bindings: z
    .partialRecord(z.enum(BOUND_VALUES), pointers)
    .refine(({ prompt }) => prompt !== undefined, 'prompt must be bound'),
  tasks: z
    .array(
      z.enum([
        'text-to-video',
        'image-to-video',
        'video-to-video',
        'text-to-image',
        'image-to-image',
        'audio-driven',
      ]),
    )
    .min(1)
    .optional(),
  /** Ids of the nodes whose files are the result; otherwise the first video or image that there is. */
  outputs: z.array(z.string()).min(1).max(16).optional(),
  /** Id of the node whose steps are the progress; otherwise the one that the seed goes to. */
  sampler: z.string().optional(),
});

export type Workflow = z.output<typeof workflow>;
type Bindings = z.output<typeof bindingsSchema>;

/** The operator's files do not fit together: told at start-up, with the file and the place. */
export class WorkflowError extends Error {
  override readonly name = 'WorkflowError';
}

/** A workflow and the places in it where a job's values belong. */
export class WorkflowTemplate {
  private constructor(
    private readonly graph: Workflow,
    private readonly settings: Bindings,
  ) {}

  /** @throws WorkflowError naming the setting, the binding and the pointer */
  static parse(workflowText: string, bindingsText: string): WorkflowTemplate {
    const graph = parseFile('COMFYUI_WORKFLOW', workflowText, workflow);
    const settings = parseFile('COMFYUI_BINDINGS', bindingsText, bindingsSchema);
    for (const [name, places] of Object.entries(settings.bindings)) {
      for (const place of places ?? []) {
        if (valueAt(graph, place) === undefined) {
          throw new WorkflowError(
            `COMFYUI_BINDINGS: ${name} is bound to ${place}, which is not in the workflow.`,
          );
        }
      }
    }
    for (const id of [
      ...(settings.outputs ?? []),
      ...(settings.sampler === undefined ? [] : [settings.sampler]),
    ]) {
      if (graph[id] === undefined)
        throw new WorkflowError(`COMFYUI_BINDINGS: the workflow has no node ${id}.`);
    }
    return new WorkflowTemplate(graph, settings);
  }

  get nodeClasses(): string[] {
    return [...new Set(Object.values(this.graph).map(({ class_type: name }) => name))];
  }

  get outputs(): readonly string[] | undefined {
    return this.settings.outputs;
  }

  get sampler(): string | undefined {
    return this.settings.sampler ?? this.settings.bindings.seed?.[0]?.split('/')[1];
  }

  isBound(name: BoundValue): boolean {
    return this.settings.bindings[name] !== undefined;
  }

  /** The workflow with a job's values in their places; media are the names under which the server keeps them. */
  withValues(spec: GenerationSpec, media: Partial<Record<BoundValue, string>>): Workflow {
    const values: Partial<Record<BoundValue, unknown>> = {
      prompt: spec.prompt,
      negative_prompt: spec.negativePrompt,
      seed: spec.seed,
      steps: spec.steps,
      guidance_scale: spec.guidanceScale,
      width: spec.width,
      height: spec.height,
      num_frames: spec.numFrames,
      fps: spec.fps,
      ...(spec.strength === undefined ? {} : { strength: spec.strength }),
      ...media,
    };
    const graph = structuredClone(this.graph);
    for (const name of BOUND_VALUES) {
      if (values[name] === undefined) continue;
      for (const place of this.settings.bindings[name] ?? []) setAt(graph, place, values[name]);
    }
    return graph;
  }

  /** Defaults are what the workflow says; a value that is bound nowhere cannot be changed. */
  capabilities(): EngineCapabilities {
    const size: IntegerRange = { min: 16, max: 4096, multipleOf: 8 };
    const [width, height] = [this.#default('width', 512), this.#default('height', 512)];
    const negative = this.#valueOf('negative_prompt');
    const numFrames = this.#default('num_frames', 1);
    const fps = this.#default('fps', 16);
    const steps = this.#default('steps', 20);
    const guidanceScale = this.#default('guidance_scale', 1);
    return {
      tasks: this.settings.tasks ?? [this.#taskByInputs()],
      model: `ComfyUI ${this.nodeClasses.find((name) => /loader/i.test(name)) ?? 'workflow'}`,
      cancel: 'step',
      progress: 'steps',
      ranges: {
        width: this.isBound('width') ? size : fixed(width),
        height: this.isBound('height') ? size : fixed(height),
        numFrames: this.isBound('num_frames') ? { min: 1, max: 4096 } : fixed(numFrames),
        fps: this.isBound('fps') ? { min: 1, max: 120 } : fixed(fps),
        steps: this.isBound('steps') ? { min: 1, max: 1000 } : fixed(steps),
        guidanceScale: this.isBound('guidance_scale') ? { min: 0, max: 100 } : fixed(guidanceScale),
      },
      defaults: {
        width,
        height,
        numFrames,
        fps,
        steps,
        guidanceScale,
        negativePrompt: typeof negative === 'string' ? negative : '',
      },
    };
  }

  #valueOf(name: BoundValue): unknown {
    const place = this.settings.bindings[name]?.[0];
    return place === undefined ? undefined : valueAt(this.graph, place);
  }

  #default(name: BoundValue, fallback: number): number {
    const value = this.#valueOf(name);
    return typeof value === 'number' ? value : fallback;
  }

  #taskByInputs(): Task {
    if (this.isBound('audio')) return 'audio-driven';
    if (this.isBound('video')) return 'video-to-video';
    if (this.isBound('image')) return 'image-to-video';
    return 'text-to-video';
  }
}

const fixed = (value: number) => ({ min: value, max: value });

function parseFile<T>(setting: string, text: string, schema: z.ZodType<T>): T {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw new WorkflowError(`${setting}: the file is not JSON.`, { cause: error });
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const [problem] = parsed.error.issues;
  throw new WorkflowError(
    `${setting}: ${problem?.path.join('.') ?? ''} ${problem?.message ?? 'is not valid'}.`,
  );
}

/** Steps of a JSON pointer (RFC 6901). */
function stepsOf(place: string): string[] {
  return place
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function valueAt(graph: Workflow, place: string): unknown {
  let value: unknown = graph;
  for (const step of stepsOf(place)) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = Reflect.get(value, step);
  }
  return value;
}

/** Only places that were found in the workflow when it was read. */
function setAt(graph: Workflow, place: string, value: unknown): void {
  const steps = stepsOf(place);
  const last = steps.pop() ?? '';
  let target: object = graph;
  for (const step of steps) target = Reflect.get(target, step) as object;
  Reflect.set(target, last, value);
}
