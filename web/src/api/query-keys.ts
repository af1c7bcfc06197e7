export const keys = {
  batches: ['batches'],
  batch: (batchId: string) => ['batches', batchId],
  devices: ['devices'],
  engines: ['engines'],
} as const;
