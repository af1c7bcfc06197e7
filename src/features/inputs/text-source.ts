import { DomainError } from '../../kernel/errors.js';
import { looksLikeBase64 } from './base64-text.js';
import { parseUploadId, type UploadId } from './upload-id.js';

/** What a text in a request stands for. */
export type TextSource =
  | { type: 'upload'; id: UploadId }
  | { type: 'url'; url: string }
  /** `start`: where the base64 begins. */
  | { type: 'base64'; start: number }
  | { type: 'path'; path: string };

const LONGEST_DATA_HEAD = 300;
const LONGEST_PATH = 4096;

/**
 * Tells an id, an address, a data URL, bare base64 and a path apart. A path has a dot somewhere (`cat.png`), which
 * base64 never has.
 * @throws DomainError input_invalid
 */
export function readTextSource(text: string): TextSource {
  const id = parseUploadId(text);
  if (id !== undefined) return { type: 'upload', id };
  if (/^https?:/i.test(text)) return { type: 'url', url: text };
  if (/^data:/i.test(text)) return { type: 'base64', start: endOfDataHead(text) };
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text.slice(0, 40)))
    throw new DomainError('input_invalid', 'Only http and https addresses are read');
  if (text !== '' && looksLikeBase64(text)) return { type: 'base64', start: 0 };
  if (text.length > LONGEST_PATH || text === '')
    throw new DomainError(
      'input_invalid',
      'It is neither the id of an upload nor an http address, a data URL, base64 or a path',
    );
  return { type: 'path', path: text };
}

/** The media type that it tells is not believed. */
function endOfDataHead(text: string): number {
  const head = text.slice(0, LONGEST_DATA_HEAD);
  const comma = head.indexOf(',');
  if (comma === -1 || !/;base64$/i.test(head.slice(0, comma)))
    throw new DomainError('input_invalid', 'A data URL must hold base64: data:image/png;base64,...');
  return comma + 1;
}
