import type { Compatibility } from './compatibility.types.ts';

export const wanQueue: Compatibility = {
  title: 'Wan Diffusers Video Generation API',
  page: 'facades/wan-queue.md',
  tag: 'wan-queue',
  routes: [
    { route: 'POST /generate', likeness: 'exact', statuses: [200, 422, 503] },
    { route: 'GET /queue/status', likeness: 'exact', statuses: [200] },
    {
      route: 'GET /status/{task_id}',
      likeness: 'superset',
      statuses: [200, 404],
      why: 'every key in every state; `video_path` and `video_filename`',
    },
    { route: 'GET /download/{filename}', likeness: 'superset', statuses: [200, 404], why: 'ranges, ETag' },
    { route: 'GET /list', likeness: 'exact', statuses: [200], why: "the caller's videos, at most 1000" },
    { route: 'GET /pipeline/status', likeness: 'exact', statuses: [200] },
    { route: 'POST /pipeline/unload', likeness: 'exact', statuses: [200] },
    { route: 'GET /health', likeness: 'superset', statuses: [200], why: 'shared by all interfaces' },
    {
      route: 'GET /queue/clean',
      likeness: 'left out',
      statuses: [],
      why: 'it deletes by GET; `RETENTION_DAYS` and `DELETE /api/jobs/{id}`',
    },
    { route: 'GET /videos/clean', likeness: 'left out', statuses: [], why: 'likewise' },
  ],
};
