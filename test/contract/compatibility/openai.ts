import type { Compatibility } from './compatibility.types.ts';

const REFUSED = 'answers 400 and says so: no engine here can';

export const openai: Compatibility = {
  title: "OpenAI's videos, images and models",
  page: 'facades/openai.md',
  tag: 'openai',
  routes: [
    {
      route: 'POST /v1/videos',
      likeness: 'superset',
      statuses: [200, 400, 401],
      why: 'fields of SGLang Diffusion and vLLM-Omni too; `Idempotency-Key`',
    },
    {
      route: 'GET /v1/videos',
      likeness: 'exact',
      statuses: [200, 400, 401],
      why: 'videos of every interface',
    },
    { route: 'GET /v1/videos/{video_id}', likeness: 'exact', statuses: [200, 401, 404] },
    {
      route: 'GET /v1/videos/{video_id}/content',
      likeness: 'partly',
      statuses: [200, 400, 401, 404],
      why: 'ranges, ETag; thumbnails are JPEG',
    },
    {
      route: 'DELETE /v1/videos/{video_id}',
      likeness: 'superset',
      statuses: [200, 401, 404],
      why: 'one that waits or runs is cancelled first',
    },
    { route: 'POST /v1/videos/{video_id}/remix', likeness: 'exact', statuses: [200, 400, 401, 404] },
    { route: 'POST /v1/videos/edits', likeness: 'partly', statuses: [400], why: REFUSED },
    { route: 'POST /v1/videos/extensions', likeness: 'partly', statuses: [400], why: REFUSED },
    { route: 'POST /v1/videos/characters', likeness: 'partly', statuses: [400], why: REFUSED },
    { route: 'GET /v1/videos/characters/{character_id}', likeness: 'partly', statuses: [400], why: REFUSED },
    { route: 'GET /v1/models', likeness: 'exact', statuses: [200, 401] },
    { route: 'GET /v1/models/{model}', likeness: 'exact', statuses: [200, 401, 404] },
    {
      route: 'POST /v1/images/generations',
      likeness: 'superset',
      statuses: [200, 400, 401],
      why: "`detail` beside `error` for LightX2V's clients; one image, no streams",
    },
    {
      route: 'POST /v1/images/edits',
      likeness: 'partly',
      statuses: [200, 400, 401],
      why: 'one image, no mask',
    },
  ],
};
