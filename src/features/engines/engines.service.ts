import { Inject, Injectable } from '@nestjs/common';
import { randomInt } from 'node:crypto';
import { DomainError, type FieldProblem } from '../../kernel/errors.js';
import { classOf, type EngineClass, type ToldEngine } from './engine-class.js';
import { type EngineCapabilities, EnginePort, type GenerationSpec } from './engine.port.js';
import { completeSpec, MAX_SEED, type PartialSpec, problemsOf } from './spec-check.js';
import { withFittedFrames } from './spec-wishes.js';
import { mediumOf } from './task-inputs.js';

/** Injection token of the engines, in the order of `ENGINES`. */
export const ENGINE_LIST = Symbol('ENGINE_LIST');

export interface EngineView {
  name: string;
  capabilities: EngineCapabilities;
  /** Names of its devices. */
  devices: readonly string[];
}

/** An engine that can run a request, and the request with every value decided for it. */
export interface EngineChoice {
  engine: Pick<EnginePort, 'name' | 'capabilities'>;
  spec: GenerationSpec;
}

@Injectable()
export class EnginesService {
  #elsewhere: readonly ToldEngine[] = [];
  #prefix = '';
  /** All engines of all processes; only where others have told of theirs. */
  #all: EngineView[] | undefined;
  #classes: EngineClass[] | undefined;

  constructor(@Inject(ENGINE_LIST) private readonly engines: readonly EnginePort[]) {}

  async open(): Promise<void> {
    await Promise.all(this.engines.map((engine) => engine.open()));
  }

  async stop(): Promise<void> {
    await Promise.all(this.engines.map((engine) => engine.stop()));
  }

  /** Whether an engine has its model in memory. Servers at other addresses count as if they had. */
  get isLoaded(): boolean {
    return this.engines.some((engine) => engine.isLoaded !== false);
  }

  /** Frees the memory of models that no job uses now. Resolves to the names of engines that still have theirs. */
  async unload(): Promise<string[]> {
    await Promise.all(this.engines.map((engine) => engine.unload()));
    return this.engines.filter((engine) => engine.isLoaded !== false).map(({ name }) => name);
  }

  all(): readonly EnginePort[] {
    return this.engines;
  }

  /** Own engines first, then those of other processes; of each kind one. */
  list(): EngineView[] {
    return this.#all ?? this.own();
  }

  /**
   * Engines of other processes, which may be given jobs.
   * @param prefix before the names of own devices
   */
  tellElsewhere(engines: readonly ToldEngine[], prefix: string): void {
    this.#elsewhere = engines;
    this.#prefix = prefix;
    this.#all = engines.length === 0 ? undefined : this.#merge();
    this.#classes = undefined;
  }

  /** What this process's own engines can do. */
  ownClasses(): EngineClass[] {
    return this.engines.map(({ name, capabilities }) => classOf(name, capabilities));
  }

  /** What any engine of any process can do. */
  classes(): EngineClass[] {
    this.#classes ??= this.list().map((engine) => ({
      id: classIdOf(engine),
      name: engine.name,
      capabilities: engine.capabilities,
    }));
    return this.#classes;
  }

  #merge(): EngineView[] {
    const views = new Map<string, EngineView>();
    for (const engine of [...this.own(), ...this.#elsewhere]) {
      const id = classIdOf(engine);
      const known = views.get(id);
      views.set(
        id,
        known === undefined ? engine : { ...known, devices: [...known.devices, ...engine.devices] },
      );
    }
    return [...views.values()];
  }

  /** What other processes are to know of its own. */
  told(): ToldEngine[] {
    return this.own().map((engine) => ({ ...engine, class: classIdOf(engine) }));
  }

  /** Those of this process alone. */
  own(): EngineView[] {
    return this.engines.map(({ name, capabilities, devices }) => ({
      name,
      capabilities,
      devices: devices.map((device) => this.#prefix + device.name),
    }));
  }

  /** Where no other process tells of engines, the own ones as they are: nothing is made anew for each request. */
  #candidates(): readonly Pick<EnginePort, 'name' | 'capabilities'>[] {
    return this.#all ?? this.engines;
  }

  find(name: string): EnginePort | undefined {
    return this.engines.find((engine) => engine.name === name);
  }

  /**
   * The engine that a request goes to, and the request with every value decided: the first of {@link choices}.
   * @throws DomainError no_capable_engine with the reason of each engine asked
   */
  resolve(partial: PartialSpec, engineName?: string): EngineChoice {
    return this.choices(partial, engineName)[0];
  }

  /**
   * Every engine that can run a request, in the order of `ENGINES`, each with the request as it would run it: what
   * the request leaves open differs from engine to engine, but for the seed. Only the engine that it names, if any.
   * @throws DomainError no_capable_engine with the reason of each engine asked
   */
  choices(partial: PartialSpec, engineName?: string): [EngineChoice, ...EngineChoice[]] {
    const candidates = this.#candidates().filter(
      (engine) => engineName === undefined || engine.name === engineName,
    );
    if (candidates.length === 0) this.#refuseName();
    const seed = randomInt(MAX_SEED + 1);
    const refusals: string[] = [];
    const problems: FieldProblem[] = [];
    const able: EngineChoice[] = [];
    for (const engine of candidates) {
      const spec = completeSpec(partial, engine.capabilities, seed);
      const found = problemsOf(spec, engine.capabilities);
      // Of engines that only share their name, the first able one says what the job is.
      if (found.length === 0) {
        if (!able.some((other) => other.engine.name === engine.name)) able.push({ engine, spec });
      } else
        refusals.push(`${engine.name}: ${found.map(({ path, message }) => `${path} ${message}`).join('; ')}`);
      problems.push(...found);
    }
    const [first, ...others] = able;
    if (first === undefined) {
      throw new DomainError('no_capable_engine', `No engine can run this. ${refusals.join('. ')}.`, {
        problems,
      });
    }
    // Who asked for a video does not get an image because another engine was busy.
    const medium = mediumOf(first.spec.task);
    return [first, ...others.filter(({ spec }) => mediumOf(spec.task) === medium)];
  }

  /**
   * The request with every wish that an engine takes, most wanted first, each by itself.
   * @param fitsFrames a number of frames that no engine takes is rounded as one of them would
   * @throws DomainError no_capable_engine where no engine can run what was said
   */
  settle(
    said: PartialSpec,
    wishes: readonly Partial<PartialSpec>[],
    { fitsFrames = false } = {},
  ): PartialSpec {
    const engines = fitsFrames ? this.engines.map(({ capabilities }) => capabilities) : [];
    const candidates = withFittedFrames(said, engines);
    const spec = candidates.find((candidate) => this.#isTaken(candidate)) ?? said;
    // Says what is wrong with it.
    this.resolve(spec);
    return wishes.reduce<PartialSpec>((settled, wish) => {
      const wished = { ...settled, ...wish };
      return this.#isTaken(wished) ? wished : settled;
    }, spec);
  }

  #isTaken(spec: PartialSpec): boolean {
    return this.engines.some(
      ({ capabilities }) => problemsOf(completeSpec(spec, capabilities, 0), capabilities).length === 0,
    );
  }

  /** Whether an engine of this name is there and can run this very spec. */
  isAble(name: string, spec: GenerationSpec): boolean {
    return this.#candidates().some(
      (engine) => engine.name === name && problemsOf(spec, engine.capabilities).length === 0,
    );
  }

  #refuseName(): never {
    const all = [...new Set(this.#candidates().map((engine) => engine.name))];
    if (all.length === 0) {
      throw new DomainError('no_capable_engine', 'No worker has said yet what it can do. Is one running?');
    }
    const names = all.join(', ');
    throw new DomainError('no_capable_engine', `There is no engine with this name. Engines: ${names}.`, {
      problems: [{ path: 'engine', message: `must be one of ${names}` }],
    });
  }
}

function classIdOf({ name, capabilities, class: told }: EngineView & Pick<ToldEngine, 'class'>): string {
  return told ?? classOf(name, capabilities).id;
}
