import { expect, vi } from 'vitest';
import { SocketClient } from '../support/web-socket.js';
import { INTERFACES } from './compatibility/compatibility-page.js';
import type { Compatibility, CompatibleRoute } from './compatibility/compatibility.types.js';

export type Json = Record<string, unknown>;

export interface Ask {
  /** Values of the path's parameters. */
  with?: Readonly<Record<string, string>>;
  query?: string;
  json?: unknown;
  form?: FormData;
  /** Wanted; 200 without it. */
  status?: number;
  /** Those of the answer, in any order. More may come where the table does not say `exact`. */
  keys?: readonly string[];
  /** What the answer has to hold. */
  body?: unknown;
  /** The answer is a file of this type. */
  type?: string;
}

const PATIENCE = { timeout: 120_000, interval: 100 };
const JSON_TYPE = 'application/json';

/** Asks the routes of one interface at a server, compares each answer with its table, and keeps which were asked. */
export class ContractWalk {
  readonly asked = new Set<string>();
  readonly #routes: Compatibility['routes'];

  constructor(
    readonly url: string,
    title: string,
  ) {
    const found = INTERFACES.find((one) => one.title === title);
    if (found === undefined) throw new Error(`there is no table of ${title}`);
    this.#routes = found.routes;
  }

  /** All routes of the table that are there. */
  get all(): string[] {
    return this.#routes.filter(({ likeness }) => likeness !== 'left out').map(({ route }) => route);
  }

  /** @returns the body, empty for files. @throws where anything is not as wanted, or not in the table */
  async ask(route: string, wanted: Ask = {}): Promise<Json> {
    const row = this.#routes.find((one) => one.route === route);
    if (row === undefined) throw new Error(`the table has no ${route}`);
    const answer = await this.#send(route, wanted);
    const content = Buffer.from(await answer.arrayBuffer());
    const type = answer.headers.get('content-type') ?? '';
    const seen = { route, status: answer.status, type, start: content.toString('utf8', 0, 500) };
    const { status = 200, type: wantedType = JSON_TYPE } = wanted;
    checkHead(seen, row, { status, type: wantedType });
    this.asked.add(route);
    if (wantedType === JSON_TYPE) return compared(content, row, wanted);
    if (content.length < 10) throw new Error(`${route} gave an empty file`);
    return {};
  }

  /** Asks again until a key has one of the values. */
  async until(route: string, wanted: Ask, key: string, values: readonly string[]): Promise<Json> {
    let last: Json = {};
    const isThere = async () => ((last = await this.ask(route, wanted)), values.includes(String(last[key])));
    await vi.waitUntil(isThere, PATIENCE);
    return last;
  }

  /** Opens a WebSocket route. */
  async listen(route: string, path: string): Promise<void> {
    using _client = await SocketClient.open(this.url, path);
    this.asked.add(route);
  }

  #send(route: string, { with: values = {}, query = '', json, form }: Ask): Promise<Response> {
    const [method = '', path = ''] = route.split(' ');
    const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
    const asJson = { body: JSON.stringify(json), headers: { 'content-type': JSON_TYPE } };
    const body = json === undefined ? form && { body: form } : asJson;
    return fetch(`${this.url}${filled}${query}`, { method, redirect: 'manual', ...body });
  }
}

interface Head {
  status: number;
  type: string;
}

function checkHead(seen: Head & { route: string }, row: CompatibleRoute, { status, type }: Head): void {
  expect(seen).toMatchObject({ status, type: expect.stringContaining(type) as unknown });
  const { route, statuses } = row;
  expect({ route, statuses }).toMatchObject({ statuses: expect.arrayContaining([status]) as unknown });
}

function compared(content: Buffer, row: CompatibleRoute, wanted: Ask): Json {
  const body = JSON.parse(content.toString('utf8')) as Json;
  const { keys = [] } = wanted;
  const found = { route: row.route, keys: Object.keys(body).toSorted() };
  if (keys.length > 0 && row.likeness === 'exact') expect(found).toEqual({ ...found, keys: keys.toSorted() });
  else expect(found).toEqual({ ...found, keys: expect.arrayContaining([...keys]) as unknown });
  if (wanted.body !== undefined) expect(body).toMatchObject(wanted.body as Json);
  return body;
}
