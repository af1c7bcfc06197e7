import { z } from 'zod';

/** Status of a task. The key is `status` there, and `task_status` in the answer to a submission. */
export const taskStatus = z.object({
  status: z.string().max(64),
  error: z.string().nullish().catch(undefined),
  /** Name of a Python class: `ValueError`. */
  error_type: z.string().nullish().catch(undefined),
});

export const submittedTask = z.object({ task_id: z.string().min(1).max(256) });

export const stopAnswer = z.object({ stop_status: z.enum(['success', 'do_nothing', 'error']) });

export const serviceMetadata = z.object({
  model_cls: z.string().max(300).nullish().catch(undefined),
  model_path: z.string().max(1000).nullish().catch(undefined),
});

/** Another portal says how it is in words of its own. */
export const health = z.object({ status: z.enum(['ok', 'healthy', 'degraded']) });

/** Of `/openapi.json` only the names of the fields that a video task may have. */
export const openApiFields = z.object({
  components: z.object({
    schemas: z.object({
      VideoTaskRequest: z.object({ properties: z.record(z.string().max(200), z.unknown()) }),
    }),
  }),
});
