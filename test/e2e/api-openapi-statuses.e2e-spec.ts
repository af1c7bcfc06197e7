import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { FacadePortal } from '../support/facade-portal.js';
import { PNG, wave } from '../support/media-samples.js';

interface Operation {
  requestBody?: { content: Record<string, object> };
  responses: Record<string, object>;
}

interface Route {
  name: string;
  method: string;
  path: string;
  operation: Operation;
}

/** One request that a client, or an attacker, may well send. */
interface Probe {
  name: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Whether the path names something that is there. */
  isKnown?: boolean;
  search?: string;
}

const KEY = '0123456789abcdef0123';
const UNKNOWN = '01a1fd30-81be-7244-ad6f-011ebf5d2034';
const FORM = 'multipart/form-data; boundary=b';

const asJson = (body: unknown, name: string): Probe => ({
  name,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

const READS: readonly Probe[] = [
  { name: 'plain', isKnown: true },
  { name: 'a range', isKnown: true, headers: { range: 'bytes=0-1' } },
  { name: 'only what is new', isKnown: true, headers: { 'if-none-match': '*' } },
  { name: 'a range beyond the end', isKnown: true, headers: { range: 'bytes=99999999999-' } },
  { name: 'another host', headers: { host: 'evil.example' } },
  { name: 'an unknown id' },
  { name: 'a query that makes no sense', search: '?limit=many&cursor=%00&state=x&max_age=x&after=x&order=x' },
  { name: 'a hostile path', search: '?session_id=..%2F..&variant=x' },
];

const WRITES: readonly Probe[] = [
  { name: 'no body' },
  { name: 'another origin', headers: { origin: 'https://evil.example' } },
  { name: 'torn JSON', headers: { 'content-type': 'application/json' }, body: '{"prompt": ' },
  asJson({}, 'an empty object'),
  asJson([], 'a list'),
  asJson({ prompt: 7, rough_prompt: {}, prompts: 'x', user_request: [], words: 1 }, 'wrong types'),
  asJson(
    { prompt: 'p', width: 10 ** 9, num_frames: 10 ** 9, n: 99, size: 'x' },
    'numbers that nobody can use',
  ),
  asJson(
    { prompt: 'p', image: 'http://127.0.0.1:1/x.png', image_path: 'http://127.0.0.1:1/x.png' },
    'an address',
  ),
  asJson(
    { session_id: UNKNOWN, user_request: 'x', selected_indices: [0], revision_id: UNKNOWN },
    'no session',
  ),
  { name: 'plain text', headers: { 'content-type': 'text/plain' }, body: 'prompt' },
  { name: 'XML', headers: { 'content-type': 'application/xml' }, body: '<x/>' },
  { name: 'a form that is torn', headers: { 'content-type': FORM }, body: '--b\r\nContent-Dispo' },
  { name: 'an empty form', headers: { 'content-type': FORM }, body: '--b--\r\n' },
  {
    name: 'a form with the wrong file',
    headers: { 'content-type': FORM },
    body: formWith(Buffer.from('words')),
  },
  { name: 'a form with an image', headers: { 'content-type': FORM }, body: formWith(PNG) },
  {
    name: 'more than anybody may send',
    headers: { 'content-type': 'application/json', 'content-length': String(10 ** 13) },
  },
];

function formWith(file: Buffer): Buffer {
  const parts = ['image', 'file', 'input_reference', 'image_file', 'audio', 'video'].map((name) =>
    Buffer.concat([
      Buffer.from(`--b\r\nContent-Disposition: form-data; name="${name}"; filename="a.png"\r\n\r\n`),
      file,
      Buffer.from('\r\n'),
    ]),
  );
  return Buffer.concat([...parts, Buffer.from('--b--\r\n')]);
}

let sut: FacadePortal;
let locked: FacadePortal;
let routes: Route[];
/** Values of a path's parameters that name something which is there, by the beginning of the path. */
let known: readonly (readonly [prefix: string, values: Readonly<Record<string, string>>])[];

beforeAll(async () => {
  sut = await FacadePortal.start({
    engine: { runMs: () => 5 },
    capabilities: { tasks: ['text-to-video', 'audio-driven'] },
  });
  known = await makeSubjects();
  locked = await FacadePortal.start({ env: { API_KEYS: `ann:${KEY}` } });
  const { paths } = (await sut.send<{ paths: Record<string, Record<string, Operation>> }>('/openapi.json'))
    .body;
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      method: method.toUpperCase(),
      path,
      operation,
    })),
  );
});
afterAll(async () => {
  await sut[Symbol.asyncDispose]();
  await locked[Symbol.asyncDispose]();
});

/** One finished thing of each interface, made by itself. */
async function makeSubjects(): Promise<typeof known> {
  const made = async (path: string, body: object) =>
    (await sut.post<Record<string, string>>(path, body)).body;
  const prompt = 'a red ball';
  const job = (await made('/api/jobs', { prompt })).id ?? '';
  const batch = (await made('/api/batches', { prompts: [prompt] })).id ?? '';
  const session = (await made('/api/initialize', { prompt })).session_id ?? '';
  const template = (await made('/api/templates', { name: 'mine', text: 'a {thing}' })).id ?? '';
  const openai = (await made('/v1/videos', { prompt })).id ?? '';
  const lightx2v = (await made('/v1/tasks/video/', { prompt, save_result_path: 'clip.mp4' })).task_id ?? '';
  const wanServer = (await made('/api/v1/generate/text-to-video', { prompt })).job_id ?? '';
  const wanQueue = (await made('/generate', { prompt })).task_id ?? '';
  const form = new FormData();
  form.append('image', new Blob([PNG]), 'a.png');
  form.append('audio', new Blob([Buffer.from(wave(1))]), 'a.wav');
  const talk = (await sut.send<{ request_id: string }>('/api/generate', { method: 'POST', body: form })).body;
  const input = new FormData();
  input.append('file', new Blob([PNG]), 'a.png');
  const upload = (await sut.send<{ id: string }>('/api/inputs', { method: 'POST', body: input })).body;
  const idle = async () =>
    (await sut.send<{ items: object[] }>('/api/jobs?state=queued,running')).body.items.length;
  await vi.waitUntil(async () => (await idle()) === 0, { timeout: 60_000, interval: 50 });
  const output =
    (await sut.send<{ output_path?: string }>(`/api/v1/job/${wanServer}`)).body.output_path ?? '';
  const file = (await sut.send<{ video_filename?: string }>(`/status/${wanQueue}`)).body.video_filename ?? '';
  return [
    ['/api/video/status/{batch_id}', { batch_id: batch, job_name: 'job_0' }],
    ['/api/videos/{batch_id}', { batch_id: batch, job_name: 'job_0' }],
    ['/api/video/batch', { batch_id: batch }],
    ['/api/video', { job_id: job, video_id: job }],
    ['/api/session', { id: session, session_id: session }],
    ['/api/templates', { id: template }],
    ['/api/jobs', { id: job }],
    ['/api/batches', { id: batch }],
    ['/api/inputs', { id: upload.id }],
    ['/v1/videos', { video_id: openai }],
    ['/v1/models', { model: 'sim' }],
    ['/v1/tasks', { task_id: lightx2v }],
    ['/v1/files', { path: 'clip.mp4' }],
    ['/api/v1/job', { id: wanServer }],
    ['/outputs', { path: output.replace(/^.*outputs\//, '') }],
    ['/status', { task_id: wanQueue }],
    ['/download', { filename: file }],
    ['/api/', { request_id: talk.request_id }],
    ['/docs', { file: 'swagger-ui.css' }],
  ];
}

/** The status of what is answered; undefined where nothing comes before it is given up. */
function ask(portal: FacadePortal, route: Route, probe: Probe): Promise<number | undefined> {
  const values = known.find(([prefix]) => route.path.startsWith(prefix))?.[1] ?? {};
  const path = route.path.replace(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(probe.isKnown === true ? (values[name] ?? UNKNOWN) : UNKNOWN),
  );
  const { hostname, port } = new URL(portal.url);
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      {
        hostname,
        port,
        method: route.method,
        path: `${path}${probe.search ?? ''}`,
        headers: { ...lengthOf(probe), ...probe.headers },
      },
      (response) => {
        resolve(response.statusCode);
        // A stream of events has no end.
        response.destroy();
      },
    );
    request.on('upgrade', (_, socket) => {
      resolve(101);
      socket.destroy();
    });
    request.on('error', (error) => (request.destroyed ? resolve(undefined) : reject(error)));
    request.setTimeout(PATIENCE_MS, () => request.destroy(new Error('nobody waits so long')));
    // What is announced and never comes is refused for its size, or not at all.
    if (probe.headers?.['content-length'] === undefined) request.end(probe.body);
    else request.flushHeaders();
  });
}

/** Without it the body of a DELETE would be no part of the request. */
const lengthOf = ({ body }: Probe) =>
  body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };

const PATIENCE_MS = 5_000;

/** What was answered and is not in the document. */
async function undocumented(portal: FacadePortal, probes: readonly Probe[], of: readonly Route[]) {
  const found: string[] = [];
  for (const route of of) {
    for (const probe of probes) {
      const status = await ask(portal, route, probe);
      if (status !== undefined && route.operation.responses[status] === undefined)
        found.push(`${route.name}: ${status} to ${probe.name}${probe.isKnown === true ? ' (known)' : ''}`);
    }
  }
  return found;
}

describe('every status that comes to a request', () => {
  it('is in the document, where something is read', async () => {
    const reads = routes.filter(({ method }) => method === 'GET');
    expect(await undocumented(sut, READS, reads)).toEqual([]);
  }, 120_000);

  it('is in the document, where something is made or changed', async () => {
    const writes = routes.filter(({ method }) => !['GET', 'DELETE'].includes(method));
    const both = WRITES.flatMap((probe) => [probe, { ...probe, isKnown: true }]);
    const ofRoute = (route: Route) => (route.path.includes('{') ? both : WRITES);
    const found: string[] = [];
    for (const route of writes) found.push(...(await undocumented(sut, ofRoute(route), [route])));
    expect(found).toEqual([]);
  }, 300_000);

  it('is in the document, where something is removed, and removed again', async () => {
    const removals = routes.filter(({ method }) => method === 'DELETE');
    const twice: Probe = { name: 'plain', isKnown: true };
    const hostile = WRITES.filter(({ body }) => body !== undefined);
    expect(await undocumented(sut, [...hostile, twice, twice], removals)).toEqual([]);
  }, 120_000);

  it('is in the document, where a key is missing', async () => {
    const missing = await undocumented(locked, [{ name: 'no key' }], routes);
    expect(missing).toEqual([]);
    const answers = await Promise.all(routes.map((route) => ask(locked, route, { name: 'no key' })));
    const refused = routes.filter((_, index) => answers[index] === 401);
    const promised = routes.filter(({ operation }) => operation.responses['401'] !== undefined);
    expect(refused.map(({ name }) => name)).toEqual(promised.map(({ name }) => name));
  }, 120_000);
});
