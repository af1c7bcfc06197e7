import type { Compatibility } from './compatibility.types.ts';

const EXTRAS = 'optional fields beside those of the original; `Idempotency-Key`';

export const worldModelPortal: Compatibility = {
  title: 'World Model Portal',
  page: 'api.md',
  tag: 'video',
  routes: [
    { route: 'GET /', likeness: 'superset', statuses: [200], why: 'the page for browsers; more keys' },
    { route: 'GET /health', likeness: 'superset', statuses: [200], why: 'more keys' },
    { route: 'POST /api/enhance', likeness: 'superset', statuses: [200, 422], why: 'says what it changed' },
    { route: 'POST /api/initialize', likeness: 'superset', statuses: [200, 422], why: 'says what it read' },
    {
      route: 'POST /api/update',
      likeness: 'superset',
      statuses: [200, 400, 422],
      why: 'says what it changed',
    },
    { route: 'POST /api/history', likeness: 'superset', statuses: [200, 400, 422] },
    { route: 'GET /api/history', likeness: 'superset', statuses: [200, 400], why: 'as its README has it' },
    { route: 'POST /api/parameters', likeness: 'superset', statuses: [200, 400, 422] },
    { route: 'GET /api/parameters', likeness: 'superset', statuses: [200, 400], why: 'as its README has it' },
    { route: 'POST /api/generate-variations', likeness: 'superset', statuses: [200, 400, 422] },
    { route: 'GET /api/sessions', likeness: 'superset', statuses: [200], why: "the caller's sessions" },
    { route: 'DELETE /api/session/{session_id}', likeness: 'exact', statuses: [200, 404] },
    { route: 'POST /api/video/single_inference', likeness: 'superset', statuses: [200, 422], why: EXTRAS },
    {
      route: 'GET /api/video/status/{job_id}',
      likeness: 'exact',
      statuses: [200, 404],
      why: 'an unknown job is 404, or as in the original with `COMPAT_UNKNOWN_JOB=pending`',
    },
    { route: 'POST /api/video/batch_inference', likeness: 'superset', statuses: [200, 422], why: EXTRAS },
    {
      route: 'GET /api/video/batch_status/{batch_id}',
      likeness: 'superset',
      statuses: [200, 404],
      why: 'ids of the jobs; `partial` only once all are over',
    },
    {
      route: 'GET /api/video/batch_download/{batch_id}',
      likeness: 'superset',
      statuses: [200, 404],
      why: 'streamed; ranges',
    },
    {
      route: 'POST /api/video/clean_expired',
      likeness: 'exact',
      statuses: [200, 422],
      why: "the caller's jobs",
    },
    {
      route: 'GET /api/ws/video/{job_id}',
      likeness: 'superset',
      statuses: [101],
      why: 'of older versions; `job_id` beside the rest, also closes when expired',
    },
    {
      route: 'GET /api/ws/batch/{batch_id}',
      likeness: 'superset',
      statuses: [101],
      why: 'of older versions, which told a single status; every second until the batch is over',
    },
    { route: 'GET /api/videos/{video_id}', likeness: 'superset', statuses: [200, 404], why: 'ranges' },
  ],
};
