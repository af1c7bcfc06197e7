import { randomUUID } from 'node:crypto';
import { DoubleJobs, type DoubleJob, type DoubleJobsOptions, isActive } from './double-jobs.ts';
import { HttpDouble, jsonOf, type Reply, type SeenRequest } from './http-double.ts';

export interface CosmosDoubleOptions extends DoubleJobsOptions {
  /** Keys that are let in; any, if undefined. */
  keys?: readonly string[];
  /** How the result comes: as the file itself, or by a redirect to an address that needs no key. */
  result?: 'content' | 'redirect';
  /** In the header, as documented, or only in the body. */
  idIn?: 'header' | 'body';
  /** Requests of one key at a time; more are answered with 429. */
  mostInFlight?: number;
  /** How long a poll may block at most, in milliseconds; by default a moment, so that its aborts are seen. */
  holdMs?: number;
}

/** NVIDIA's hosted API: submissions, polls that block, results, assets; one queue a request, as in a cloud. */
export class CosmosDouble extends HttpDouble {
  readonly assets = new Map<string, { type: string; bytes: Buffer | undefined }>();
  readonly seenKeys: string[] = [];
  readonly removedAssets: string[] = [];
  readonly #jobs = new Map<string, { jobs: DoubleJobs; key: string }>();
  largestInFlight = 0;

  readonly #content: Buffer;
  readonly #options: CosmosDoubleOptions;

  /** @param content the body of a result: an MP4, a ZIP, or JSON with base64 */
  constructor(content: Buffer, options: CosmosDoubleOptions = {}) {
    super();
    this.#content = content;
    this.#options = options;
  }

  get invokeUrl(): string {
    return `${this.url}/v1/cosmos/nvidia/cosmos-predict1-7b`;
  }

  get statusUrl(): string {
    return `${this.url}/v2/nvcf/pexec/status`;
  }

  get assetsUrl(): string {
    return `${this.url}/v2/nvcf/assets`;
  }

  /** The key that a job came with. */
  keyOf(id: string): string | undefined {
    return this.#jobs.get(id)?.key;
  }

  job(id: string): DoubleJob | undefined {
    return this.#jobs.get(id)?.jobs.get(id);
  }

  all(): DoubleJob[] {
    return [...this.#jobs].flatMap(([id, { jobs }]) => jobs.get(id) ?? []);
  }

  finish(id: string): void {
    this.#jobs.get(id)?.jobs.succeed(id);
  }

  failWith(id: string): void {
    this.#jobs.get(id)?.jobs.failWith(id, 'errored');
  }

  forgetAll(): void {
    this.#jobs.clear();
  }

  protected override answer(request: SeenRequest): Reply | Promise<Reply> {
    const { method, path, headers } = request;
    if (path.startsWith('/signed/')) return this.#signed(request);
    const key = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
    this.seenKeys.push(key);
    if (this.#options.keys?.includes(key) === false) return { status: 401, json: { detail: 'Unauthorized' } };
    if (path.startsWith('/v2/nvcf/assets')) return this.#asset(method, path, request);
    if (path.startsWith('/v2/nvcf/pexec/status/')) return this.#status(path.split('/').at(-1) ?? '');
    return method === 'POST' ? this.#create(jsonOf(request), key) : { status: 404, json: {} };
  }

  #create(fields: Record<string, unknown>, key: string): Reply {
    const active = [...this.#jobs].filter(([id, entry]) => entry.key === key && isActive(entry.jobs.get(id)));
    this.largestInFlight = Math.max(this.largestInFlight, active.length + 1);
    if (active.length >= (this.#options.mostInFlight ?? Infinity)) {
      return { status: 429, json: { detail: 'Too Many Requests' } };
    }
    const id = randomUUID();
    const jobs = new DoubleJobs(this.#options);
    jobs.add(id, fields);
    this.#jobs.set(id, { jobs, key });
    return this.#options.idIn === 'body'
      ? { status: 202, json: { request_id: id } }
      : { status: 202, headers: { 'nvcf-reqid': id, 'nvcf-status': 'pending-evaluation' } };
  }

  async #status(id: string): Promise<Reply> {
    const entry = this.#jobs.get(id);
    if (entry === undefined) return { status: 404, json: { detail: 'Not found' } };
    let timer: NodeJS.Timeout | undefined;
    const end = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, this.#options.holdMs ?? 40);
    });
    await Promise.race([entry.jobs.until(() => !isActive(entry.jobs.get(id))), end]);
    clearTimeout(timer);
    const job = entry.jobs.get(id);
    if (job?.state === 'failed') return { status: 500, headers: { 'nvcf-status': 'errored' }, json: {} };
    if (isActive(job)) return { status: 202, headers: { 'nvcf-reqid': id, 'nvcf-percent-complete': '40' } };
    if (this.#options.result === 'redirect')
      return {
        status: 302,
        headers: { location: `${this.url.replace('127.0.0.1', 'localhost')}/signed/result/${id}` },
      };
    return { bytes: this.#content, headers: { 'nvcf-status': 'fulfilled' } };
  }

  #asset(method: string, path: string, request: SeenRequest): Reply {
    const id = path.split('/')[4];
    if (method === 'DELETE' && id !== undefined) {
      this.removedAssets.push(id);
      return { status: 204 };
    }
    const assetId = randomUUID();
    this.assets.set(assetId, { type: String(jsonOf(request)['contentType']), bytes: undefined });
    return { json: { assetId, uploadUrl: `${this.url}/signed/asset/${assetId}` } };
  }

  /** Addresses that carry their own permission; a key that is sent there has leaked. */
  #signed({ path, headers, body }: SeenRequest): Reply {
    if (headers.authorization !== undefined) return { status: 400, json: { detail: 'the key leaked' } };
    const id = path.split('/').at(-1) ?? '';
    if (path.startsWith('/signed/result/')) return { bytes: this.#content };
    const asset = this.assets.get(id);
    if (asset === undefined || headers['content-type'] !== asset.type) return { status: 403 };
    asset.bytes = body;
    return {};
  }
}

/** Cosmos as a container: one blocking call, strict about its fields, no id to ask for. */
export class CosmosNimDouble extends HttpDouble {
  isReady = true;
  readonly jobs: DoubleJobs;

  readonly #video: Buffer;

  constructor(video: Buffer, options: DoubleJobsOptions = {}) {
    super();
    this.#video = video;
    this.jobs = new DoubleJobs(options);
  }

  protected override async answer(request: SeenRequest): Promise<Reply> {
    const { method, path } = request;
    if (path === '/v1/health/ready')
      return { status: this.isReady ? 200 : 503, json: { status: this.isReady ? 'ready' : 'loading' } };
    if (path === '/v1/models') return { json: { data: [{ id: 'nvidia/cosmos3-nano' }] } };
    if (method !== 'POST' || path !== '/v1/infer') return { status: 404, json: {} };
    const fields = jsonOf(request);
    const strange = Object.keys(fields).filter((name) => !NIM_FIELDS.has(name));
    if (strange.length > 0)
      return {
        status: 422,
        json: { detail: strange.map((name) => ({ loc: ['body', name], msg: 'Extra inputs' })) },
      };
    const { id } = this.jobs.add(randomUUID(), fields);
    await this.jobs.until(() => !isActive(this.jobs.get(id)));
    if (this.jobs.get(id)?.state !== 'succeeded')
      return { status: 500, json: { detail: 'CUDA out of memory' } };
    return { json: { b64_video: this.#video.toString('base64'), seed: fields['seed'] } };
  }
}

const NIM_FIELDS = new Set([
  'model_mode',
  'prompt',
  'negative_prompt',
  'input_reference',
  'seed',
  'guidance_scale',
  'num_inference_steps',
  'flow_shift',
  'resolution',
  'num_frames',
  'fps',
]);
