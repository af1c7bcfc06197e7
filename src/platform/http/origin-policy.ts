import { isIP } from 'node:net';
import type { IncomingHttpHeaders } from 'node:http';
import { DomainError } from '../../kernel/errors.js';

export interface OriginSettings {
  host: string;
  trustedHosts: readonly string[];
  corsOrigins: readonly string[];
  /** Keys are sent on purpose, so a page that only knows our address gains nothing by them. */
  hasApiKeys: boolean;
}

const CHANGING = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const WILDCARD_ADDRESSES = new Set(['0.0.0.0', '::']);

/**
 * Refuses what a page in somebody's browser could send on its own: requests that reach us under a foreign host name
 * (DNS rebinding) and changes that come from a foreign origin (request forgery).
 */
export class OriginPolicy {
  readonly #hosts: ReadonlySet<string>;

  constructor(private readonly settings: OriginSettings) {
    this.#hosts = new Set(
      ['localhost', settings.host, ...settings.trustedHosts].map((host) => host.toLowerCase()),
    );
  }

  /** @throws DomainError forbidden_origin */
  check({ method, headers }: { method: string; headers: IncomingHttpHeaders }): void {
    this.checkHost(headers);
    if (CHANGING.has(method)) this.checkOrigin(headers);
  }

  /** Browsers let every page open a WebSocket and read it, whatever CORS says. @throws DomainError forbidden_origin */
  checkSocket(headers: IncomingHttpHeaders): void {
    this.checkHost(headers);
    this.checkOrigin(headers);
  }

  private checkHost({ host = '' }: IncomingHttpHeaders): void {
    if (this.settings.hasApiKeys || this.isOurHost(hostNameOf(host))) return;
    throw new DomainError('forbidden_origin', 'The Host header names a host that is not in TRUSTED_HOSTS');
  }

  private checkOrigin({ host = '', origin }: IncomingHttpHeaders): void {
    if (this.isWelcomeOrigin(origin, host)) return;
    throw new DomainError(
      'forbidden_origin',
      'The Origin header names an origin that is not in CORS_ORIGINS',
    );
  }

  private isOurHost(name: string): boolean {
    if (this.#hosts.has(name) || isLoopbackAddress(name)) return true;
    // A rebound name is never an address, so on "all interfaces" every address may be used.
    return WILDCARD_ADDRESSES.has(this.settings.host) && isIP(name) !== 0;
  }

  private isWelcomeOrigin(origin: string | undefined, host: string): boolean {
    if (origin === undefined) return true;
    const { corsOrigins } = this.settings;
    if (corsOrigins.includes('*') || corsOrigins.includes(origin)) return true;
    return URL.canParse(origin) && new URL(origin).host === host.toLowerCase();
  }
}

function isLoopbackAddress(name: string): boolean {
  return name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
}

/** `[::1]:8000` -> `::1`, `Example.org:80` -> `example.org`. */
function hostNameOf(host: string): string {
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::\d+)?$/.exec(host);
  return (match?.[1] ?? match?.[2] ?? '').toLowerCase();
}
