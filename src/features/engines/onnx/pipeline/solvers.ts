import type { SchedulerConfig } from '../model/model.schema.js';
import { FlowMatchSolver } from './flow-match-solver.js';
import type { Solver } from './solver.js';
import { UniPcSolver } from './unipc-solver.js';

/** The scheduler that a model folder names, for one run. @param steps at least 1 */
export function createSolver(config: SchedulerConfig, steps: number): Solver {
  return config.kind === 'unipc' ? new UniPcSolver(config, steps) : new FlowMatchSolver(config, steps);
}
