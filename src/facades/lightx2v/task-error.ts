import { DetailError, InvalidFieldsError } from '../../platform/http/fastapi-errors.js';

export { refusedField } from '../../platform/http/fastapi-errors.js';

/** An error in LightX2V's own words: its status, and its `detail`. */
export class TaskError extends DetailError {
  override readonly name = 'TaskError';
}

/** Fields that are wrong, all at once, as pydantic names them. */
export class InvalidTaskError extends InvalidFieldsError {
  override readonly name = 'InvalidTaskError';
}

export function badRequest(message: string): TaskError {
  return new TaskError(400, message, 'invalid_request');
}

export const taskNotFound = () => new TaskError(404, 'Task not found', 'job_not_found');
