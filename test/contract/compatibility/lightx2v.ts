import type { Compatibility } from './compatibility.types.ts';

const SUBMIT = [200, 400, 422, 503] as const;

export const lightx2v: Compatibility = {
  title: "LightX2V's server",
  page: 'facades/lightx2v.md',
  tag: 'lightx2v',
  routes: [
    { route: 'POST /v1/tasks', likeness: 'exact', statuses: SUBMIT },
    {
      route: 'POST /v1/tasks/video',
      likeness: 'exact',
      statuses: SUBMIT,
      why: 'both generations of field names',
    },
    { route: 'POST /v1/tasks/image', likeness: 'exact', statuses: SUBMIT },
    {
      route: 'POST /v1/tasks/video/form',
      likeness: 'superset',
      statuses: SUBMIT,
      why: 'also `task` and `num_frames`; files are streamed, and bounded',
    },
    {
      route: 'POST /v1/tasks/image/form',
      likeness: 'superset',
      statuses: SUBMIT,
      why: 'also `task`; files are streamed, and bounded',
    },
    {
      route: 'POST /v1/tasks/image/sync',
      likeness: 'superset',
      statuses: [200, 400, 409, 413, 422, 500, 502, 503, 504],
      why: 'answers as soon as the image is there; a presigned address must be public',
    },
    {
      route: 'GET /v1/tasks',
      likeness: 'exact',
      statuses: [200],
      why: 'the newest 1000, and all that are not over; of the caller',
    },
    {
      route: 'GET /v1/tasks/queue/status',
      likeness: 'exact',
      statuses: [200],
      why: 'counts jobs of every interface, since they share queue and devices',
    },
    {
      route: 'GET /v1/tasks/{task_id}/status',
      likeness: 'superset',
      statuses: [200, 404],
      why: '`enhanced_prompt`, where one was run',
    },
    {
      route: 'GET /v1/tasks/{task_id}/result',
      likeness: 'superset',
      statuses: [200, 404],
      why: 'ranges, ETag, names in RFC 5987',
    },
    { route: 'DELETE /v1/tasks/all/running', likeness: 'exact', statuses: [200], why: "the caller's tasks" },
    {
      route: 'DELETE /v1/tasks/{task_id}',
      likeness: 'exact',
      statuses: [200],
      why: 'the engine is really stopped',
    },
    {
      route: 'GET /v1/files/download/{path}',
      likeness: 'superset',
      statuses: [200, 403, 404],
      why: 'also by the bare name; ranges',
    },
    { route: 'GET /v1/service/status', likeness: 'exact', statuses: [200], why: "the caller's counts" },
    { route: 'GET /v1/service/metadata', likeness: 'exact', statuses: [200], why: 'no path is told' },
    {
      route: 'POST /v1/images/generations',
      likeness: 'superset',
      statuses: [200, 400, 503],
      why: "shared with OpenAI's interface; errors carry `error` and `detail`",
    },
    {
      route: 'POST /v1/images/edits',
      likeness: 'partly',
      statuses: [200, 400, 503],
      why: 'shared likewise; one image, no mask',
    },
    { route: 'GET /health', likeness: 'superset', statuses: [200], why: 'shared by all interfaces' },
    {
      route: 'GET /metrics',
      likeness: 'superset',
      statuses: [200],
      why: 'on the main port; its names beside ours',
    },
    {
      route: 'POST /v1/tasks/sensenova-vision',
      likeness: 'left out',
      statuses: [],
      why: 'no engine does these tasks',
    },
  ],
};
