import type { Compatibility } from './compatibility.types.ts';

const TAKEN = [202, 400, 429] as const;

export const wanServer: Compatibility = {
  title: 'Wan2.1 Video Server',
  page: 'facades/wan-server.md',
  tag: 'wan-server',
  routes: [
    { route: 'POST /api/v1/generate/text-to-video', likeness: 'exact', statuses: TAKEN },
    {
      route: 'POST /api/v1/generate/image-to-video',
      likeness: 'exact',
      statuses: TAKEN,
      why: 'streamed, and bounded',
    },
    {
      route: 'POST /api/v1/generate/video-to-video',
      likeness: 'exact',
      statuses: TAKEN,
      why: 'streamed, and bounded',
    },
    {
      route: 'GET /api/v1/job/{id}',
      likeness: 'exact',
      statuses: [200, 404],
      why: 'known again after a restart',
    },
    { route: 'GET /api/v1/model/info', likeness: 'exact', statuses: [200], why: 'no path is told' },
    {
      route: 'GET /api/v1/models',
      likeness: 'superset',
      statuses: [200],
      why: 'what the engines really have, too',
    },
    { route: 'POST /api/v1/models/download', likeness: 'exact', statuses: [202, 400] },
    {
      route: 'GET /outputs/{path}',
      likeness: 'superset',
      statuses: [200, 404],
      why: "ranges; the caller's files",
    },
  ],
};
