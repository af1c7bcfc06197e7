import type { FieldProblem } from '../../kernel/errors.js';
import type { ConditioningInput, InputRole, Task } from './engine.port.js';

interface RoleRules {
  /** Each of these groups must be met by at least one of its roles. */
  needs: readonly (readonly InputRole[])[];
  /** Roles that may be there beside those. */
  takes: readonly InputRole[];
}

/** What each task starts from. */
const RULES: Record<Task, RoleRules> = {
  'text-to-video': { needs: [], takes: [] },
  'text-to-image': { needs: [], takes: [] },
  'image-to-video': { needs: [['image']], takes: ['last-image'] },
  'image-to-image': { needs: [['image']], takes: [] },
  'video-to-video': { needs: [['video']], takes: ['image'] },
  // A portrait that shall speak, as a picture or as a video.
  'audio-driven': { needs: [['image', 'video'], ['audio']], takes: [] },
};

/** The medium that a task ends in. */
export function mediumOf(task: Task): 'video' | 'image' {
  return task.endsWith('-image') ? 'image' : 'video';
}

/**
 * The task of a request that names none, by what it starts from: a video, unless the engine makes nothing but images
 * of that.
 */
export function inferTask(inputs: readonly ConditioningInput[], tasks: readonly Task[]): Task {
  const roles = new Set(inputs.map((input) => input.role));
  if (roles.has('audio')) return 'audio-driven';
  if (roles.has('video')) return 'video-to-video';
  const from = roles.size > 0 ? 'image' : 'text';
  const video: Task = `${from}-to-video`;
  const image: Task = `${from}-to-image`;
  return !tasks.includes(video) && tasks.includes(image) ? image : video;
}

/**
 * What is wrong with the inputs of a task; paths are the names of the wire.
 * @param unused roles that the task usually takes, and an engine does not
 */
export function inputProblems(
  task: Task,
  inputs: readonly ConditioningInput[],
  unused: readonly InputRole[] = [],
): FieldProblem[] {
  const { needs, takes } = RULES[task];
  const roles = inputs.map((input) => input.role);
  const missing = needs.filter((group) => !group.some((role) => roles.includes(role)));
  const allowed = new Set<InputRole>([...needs.flat(), ...takes]);
  const surplus = [...new Set(roles)].filter((role) => !allowed.has(role) || unused.includes(role));
  const repeated = [...new Set(roles.filter((role, index) => roles.indexOf(role) !== index))];
  return [
    ...missing.map((group) => ({ path: pathOf(group[0]), message: `is needed for ${task}${others(group)}` })),
    ...surplus.map((role) => ({ path: pathOf(role), message: `is not used by ${task}` })),
    ...repeated.map((role) => ({ path: pathOf(role), message: 'may be given once' })),
  ];
}

function pathOf(role: InputRole | undefined): string {
  return role === 'last-image' ? 'last_image' : (role ?? 'inputs');
}

function others(group: readonly InputRole[]): string {
  return group.length > 1 ? ` (or ${group.slice(1).join(', ')})` : '';
}
