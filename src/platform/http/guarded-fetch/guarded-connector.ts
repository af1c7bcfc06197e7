import { lookup as systemLookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { ForbiddenAddressError } from './fetch-error.js';

export interface AddressRules {
  /** Whether this address may be connected to. */
  isAllowed: (address: string) => boolean;
  /** An origin that the installation names itself: it may have any address. What it redirects to may not. */
  trusted?: string;
  /** Every address of a name. @throws as `dns.lookup` does */
  resolve?: (host: string) => Promise<string[]>;
}

const CONNECT_TIMEOUT_MS = 10_000;

const systemResolve = async (host: string) =>
  (await systemLookup(host, { all: true, verbatim: true })).map(({ address }) => address);

/**
 * Connects only to addresses that are allowed. The name is resolved once for each connection, every address that it
 * has must be allowed, and these very addresses are connected to: a name that answers otherwise the next time gains
 * nothing by it.
 */
export function guardedConnector(rules: AddressRules): buildConnector.connector {
  const common = {
    timeout: CONNECT_TIMEOUT_MS,
    // Also where the environment says otherwise.
    rejectUnauthorized: true,
    allowH2: false,
  };
  const connect = buildConnector({ ...common, lookup: guardedLookup(rules) });
  const connectAnywhere = buildConnector(common);
  return (options, callback) => {
    if (rules.trusted !== undefined && originOf(options) === rules.trusted) {
      connectAnywhere(options, callback);
      return;
    }
    // Node connects to an address that stands in the URL without looking it up.
    const host = options.hostname.replace(/^\[(.*)\]$/, '$1');
    if (isIP(host) !== 0 && !rules.isAllowed(host)) {
      callback(forbidden(host), null);
      return;
    }
    connect(options, (...[error, socket]) => {
      if (error !== null) {
        callback(error, null);
        return;
      }
      const reached = socket.remoteAddress ?? '';
      if (rules.isAllowed(reached)) {
        callback(null, socket);
        return;
      }
      socket.destroy();
      callback(forbidden(host), null);
    });
  };
}

function originOf({ protocol, hostname, port }: buildConnector.Options): string | undefined {
  const text = `${protocol}//${hostname}${port === '' ? '' : `:${port}`}`;
  return URL.canParse(text) ? new URL(text).origin : undefined;
}

function guardedLookup(rules: AddressRules): LookupFunction {
  return (host, options, callback) => {
    const lookUp = async () => {
      const found = await addressesOf(host, rules);
      // Outside of the promise: what the callback throws is no failed lookup.
      process.nextTick(answer, found, options.all === true, callback);
    };
    void lookUp();
  };
}

interface Address {
  address: string;
  family: number;
}
type Found = [Address, ...Address[]] | Error;

/** All of them allowed, or why not. */
async function addressesOf(
  host: string,
  { isAllowed, resolve = systemResolve }: AddressRules,
): Promise<Found> {
  try {
    const found = await resolve(host);
    const [first, ...others] = found.map((address) => ({ address, family: isIP(address) }));
    if (first === undefined || !found.every((address) => isAllowed(address))) return forbidden(host);
    return [first, ...others];
  } catch (error) {
    return error instanceof Error ? error : new Error('the name could not be resolved', { cause: error });
  }
}

function answer(found: Found, wantsAll: boolean, callback: Parameters<LookupFunction>[2]): void {
  if (found instanceof Error) callback(found, '', 0);
  else if (wantsAll) callback(null, found);
  else callback(null, found[0].address, found[0].family);
}

function forbidden(host: string): ForbiddenAddressError {
  return new ForbiddenAddressError(`${host} has an address that is not public`);
}
