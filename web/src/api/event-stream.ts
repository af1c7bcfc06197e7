export interface ServerEvent {
  event: string;
  data: string;
}

/**
 * Server-sent events out of text that arrives in pieces. Only what the portal uses: `event`, `data`, comments. The
 * browser's EventSource cannot send an API key, hence this.
 */
export class EventStreamParser {
  #rest = '';
  #event = '';
  #data: string[] = [];

  /** The events that are complete after this piece. */
  push(piece: string): ServerEvent[] {
    const lines = (this.#rest + piece).split('\n');
    this.#rest = lines.pop() ?? '';
    return lines.flatMap((line) => this.#line(line.endsWith('\r') ? line.slice(0, -1) : line));
  }

  #line(line: string): ServerEvent[] {
    if (line === '') return this.#dispatch();
    const colon = line.indexOf(':');
    const name = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (name === 'event') this.#event = value;
    if (name === 'data') this.#data.push(value);
    return [];
  }

  #dispatch(): ServerEvent[] {
    const event = { event: this.#event === '' ? 'message' : this.#event, data: this.#data.join('\n') };
    const hasData = this.#data.length > 0;
    this.#event = '';
    this.#data = [];
    return hasData ? [event] : [];
  }
}
