import { DomainError, type FieldProblem } from '../../kernel/errors.js';

/** What a request may say a size or length by. */
export interface WrittenFields {
  seconds?: number;
  num_frames?: number;
  size?: string;
  width?: number;
  height?: number;
}

/** The same error with the names that the request used. @param image the field of the image to start from */
export function inWireNames(error: unknown, written: WrittenFields, image = 'input_reference'): unknown {
  if (!(error instanceof DomainError) || error.code !== 'no_capable_engine') return error;
  const names: Record<string, string> = {
    steps: 'num_inference_steps',
    // What an engine can do goes with its model.
    task: 'model',
    image,
    video: 'video_reference',
    audio: 'audio_reference',
    ...(written.num_frames === undefined && written.seconds !== undefined ? { num_frames: 'seconds' } : {}),
    ...(written.width === undefined && written.size !== undefined ? { width: 'size' } : {}),
    ...(written.height === undefined && written.size !== undefined ? { height: 'size' } : {}),
  };
  const rename = ({ path, message }: FieldProblem) => ({ path: names[path] ?? path, message });
  return new DomainError(error.code, error.message, { problems: error.problems.map(rename), cause: error });
}
