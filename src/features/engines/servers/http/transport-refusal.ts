import { errnoOf, messageOf } from '../../../../kernel/errors.js';
import { type RefusalKind, ServerRefusal } from '../server-protocol.js';
import { cutText } from './safe-text.js';

/** No byte of the request left: names, routes, ports, and certificates that are not trusted. */
const NOT_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
  'EMFILE',
  'EPROTO',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
]);
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_|TLS|SSL/;
const NOT_HTTP = /^(HPE_|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_EXCEEDED_MAX_SIZE)/;

/** What it means that a request ended without an answer, by the error of the HTTP client. */
export function transportRefusal(error: unknown, host: string): ServerRefusal {
  const code = errnoOf(error) ?? 'no reason given';
  // A key or an address that no request can hold.
  if (code === 'UND_ERR_INVALID_ARG')
    return new ServerRefusal('unreachable', cutText(`${host} cannot be asked: ${messageOf(error)}`));
  switch (kindOf(error, code)) {
    case 'unreachable':
      return new ServerRefusal('unreachable', `${host} cannot be reached (${code})`);
    case 'broken':
      return new ServerRefusal('broken', `${host} does not speak HTTP (${code})`);
    default:
      return new ServerRefusal('unanswered', `${host} closed the connection without an answer (${code})`);
  }
}

function kindOf(error: unknown, code: string): RefusalKind {
  const syscall = typeof error === 'object' && error !== null && 'syscall' in error ? error.syscall : '';
  if (NOT_CONNECTED.has(code) || syscall === 'connect' || CERTIFICATE.test(code)) return 'unreachable';
  return NOT_HTTP.test(code) ? 'broken' : 'unanswered';
}
