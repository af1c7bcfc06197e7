import type { components } from './schema.js';

/** Short names for what the server answers and takes; the definitions are generated from its own description. */
type Schemas = components['schemas'];

export type Job = Schemas['JobBody'];
export type JobState = Job['state'];
export type JobProgress = NonNullable<Job['progress']>;
/** What people do to a job: star it, rate it. */
export type JobMarks = Schemas['JobPatchDto'];
export type JobList = Schemas['JobListBody'];
export type Batch = Schemas['BatchBody'];
export type BatchState = Batch['state'];
export type BatchList = Schemas['BatchListBody'];
/** What a new batch is made of. */
export type BatchRequest = Schemas['BatchDto'];
export type PromptRequest = NonNullable<BatchRequest['prompts']>[number];
export type Device = Schemas['DeviceBody'];
export type DeviceList = Schemas['DeviceListBody'];
export type Engine = Schemas['EngineBody'];
export type EngineList = Schemas['EngineListBody'];
export type NumberRange = Schemas['RangeBody'];
/** The asker's own part of the queue. */
export type Queue = Schemas['QueueBody'];
export type InputFile = Schemas['InputBody'];
