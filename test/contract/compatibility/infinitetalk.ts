import type { Compatibility } from './compatibility.types.ts';

export const infinitetalk: Compatibility = {
  title: 'InfiniteTalk API',
  page: 'facades/infinitetalk.md',
  tag: 'infinitetalk',
  routes: [
    {
      route: 'POST /api/generate',
      likeness: 'superset',
      statuses: [200, 400, 413, 422, 429],
      why: 'sizes are enforced (413), content is checked beside names; 503 where no engine can',
    },
    {
      route: 'GET /api/status/{request_id}',
      likeness: 'exact',
      statuses: [200, 404],
      why: '`estimated_time` is filled, `message` goes on to the end',
    },
    { route: 'GET /api/queue', likeness: 'exact', statuses: [200], why: "the caller's requests" },
    {
      route: 'GET /api/result/{request_id}',
      likeness: 'superset',
      statuses: [200, 404],
      why: 'ranges, ETag',
    },
    {
      route: 'DELETE /api/result/{request_id}',
      likeness: 'superset',
      statuses: [200],
      why: 'a request that waits or is made is cancelled first',
    },
    {
      route: 'GET /ws',
      likeness: 'exact',
      statuses: [101],
      why: "the caller's requests; texts say what is really done",
    },
    { route: 'GET /', likeness: 'superset', statuses: [200], why: "the portal's own page for browsers" },
  ],
};
