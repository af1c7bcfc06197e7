import { Inject, Injectable } from '@nestjs/common';
import { randomInt } from 'node:crypto';
import { DomainError, type FieldProblem } from '../../kernel/errors.js';
import { type EngineCapabilities, EnginePort, type GenerationSpec } from './engine.port.js';
import { completeSpec, MAX_SEED, type PartialSpec, problemsOf } from './spec-check.js';

/** Injection token of the engines, in the order of `ENGINES`. */
export const ENGINE_LIST = Symbol('ENGINE_LIST');

export interface EngineView {
  name: string;
  capabilities: EngineCapabilities;
  /** Names of its devices. */
  devices: readonly string[];
}

@Injectable()
export class EnginesService {
  constructor(@Inject(ENGINE_LIST) private readonly engines: readonly EnginePort[]) {}

  async open(): Promise<void> {
    await Promise.all(this.engines.map((engine) => engine.open()));
  }

  async stop(): Promise<void> {
    await Promise.all(this.engines.map((engine) => engine.stop()));
  }

  all(): readonly EnginePort[] {
    return this.engines;
  }

  list(): EngineView[] {
    return this.engines.map(({ name, capabilities, devices }) => ({
      name,
      capabilities,
      devices: devices.map((device) => device.name),
    }));
  }

  find(name: string): EnginePort | undefined {
    return this.engines.find((engine) => engine.name === name);
  }

  /**
   * The engine that a request goes to, and the request with every value decided: the engine it names, or else the
   * first that can run it.
   * @throws DomainError no_capable_engine with the reason of each engine asked
   */
  resolve(partial: PartialSpec, engineName?: string): { engine: EnginePort; spec: GenerationSpec } {
    const candidates = this.engines.filter(
      (engine) => engineName === undefined || engine.name === engineName,
    );
    if (candidates.length === 0) {
      const names = this.engines.map((engine) => engine.name).join(', ');
      throw new DomainError('no_capable_engine', `There is no engine with this name. Engines: ${names}.`, {
        problems: [{ path: 'engine', message: `must be one of ${names}` }],
      });
    }
    const seed = randomInt(MAX_SEED + 1);
    const refusals: string[] = [];
    const problems: FieldProblem[] = [];
    for (const engine of candidates) {
      const spec = completeSpec(partial, engine.capabilities, seed);
      const found = problemsOf(spec, engine.capabilities);
      if (found.length === 0) return { engine, spec };
      refusals.push(`${engine.name}: ${found.map(({ path, message }) => `${path} ${message}`).join('; ')}`);
      problems.push(...found);
    }
    throw new DomainError('no_capable_engine', `No engine can run this. ${refusals.join('. ')}.`, {
      problems,
    });
  }
}
