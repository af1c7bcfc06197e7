import { z } from 'zod';

const id = z.string().min(1).max(256);

export const submitted = z.object({ prompt_id: id });

export const refusal = z.object({
  error: z.union([z.string(), z.object({ message: z.string() }).transform(({ message }) => message)]),
});

/** A file that a node wrote. */
const outputFile = z.object({
  filename: z.string().min(1).max(1000),
  subfolder: z.string().max(1000).default(''),
  type: z.enum(['output', 'temp', 'input']).default('output'),
});
export type OutputFile = z.output<typeof outputFile>;

/** Nodes put their files under keys of their own (`images`, `gifs`, `videos`, `audio`, ...): all lists are looked at. */
const nodeOutput = z.record(z.string(), z.unknown()).transform((output) =>
  Object.values(output).flatMap((list) =>
    Array.isArray(list)
      ? list.flatMap((item: unknown) => {
          const file = outputFile.safeParse(item);
          return file.success ? [file.data] : [];
        })
      : [],
  ),
);

const message = z.tuple([z.string(), z.record(z.string(), z.unknown())]).catch(['', {}]);

export const historyEntry = z.object({
  outputs: z.record(z.string(), nodeOutput).default({}),
  status: z
    .object({
      status_str: z.string().max(64),
      completed: z.boolean().default(false),
      messages: z.array(message).default([]),
    })
    .nullish(),
});
export type HistoryEntry = z.output<typeof historyEntry>;

export const history = z.record(z.string(), historyEntry);

/** Entries are lists: number, id, graph, extra data, ... Only the id counts. */
const queueEntry = z.array(z.unknown()).transform((entry) => String(entry[1]));
export const queue = z.object({ queue_running: z.array(queueEntry), queue_pending: z.array(queueEntry) });

/** The key in a submission's extra data under which our own id travels; servers keep it with the job. */
export const MARK = 'reelsmith_job';
const markedEntry = z.array(z.unknown()).transform((entry) => ({
  id: String(entry[1]),
  mark: z.object({ [MARK]: z.string() }).safeParse(entry[3]).data?.[MARK],
}));
export type QueueEntry = z.output<typeof markedEntry>;
export const markedQueue = z.object({
  queue_running: z.array(markedEntry),
  queue_pending: z.array(markedEntry),
});
export const markedHistory = z
  .record(z.string(), z.object({ prompt: markedEntry }).catch({ prompt: { id: '', mark: undefined } }))
  .transform((entries) => Object.values(entries).map(({ prompt }) => prompt));

export const uploaded = z.object({
  name: z.string().min(1).max(1000),
  subfolder: z.string().max(1000).default(''),
});

/** `/object_info/<class>`: an empty object for a class that is not installed. */
export const nodeInfo = z.record(z.string(), z.unknown());

/** Events of the WebSocket, as far as they are used. */
export const socketEvent = z.object({
  type: z.string(),
  data: z
    .object({
      prompt_id: z.string().nullish(),
      node: z.string().nullish(),
      value: z.number().optional(),
      max: z.number().positive().optional(),
    })
    .catch({}),
});

export type SocketEvent = z.output<typeof socketEvent>;
