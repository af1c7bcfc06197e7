import type { LoggerService } from '@nestjs/common';

/** What the framework tells about its own start-up: one line for every route and module. */
const CHATTY = new Set([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
]);

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** What of a pino logger is needed here. */
type LineWriter = Record<Level, (fields: object, message?: string) => void>;

/** Nest's own log lines, and those of `new Logger(context)`, as lines of our log. */
export class NestLogger implements LoggerService {
  /** @param target the logger of the request that is being answered, or that of the process */
  constructor(private readonly target: () => LineWriter) {}

  log(message: unknown, ...rest: unknown[]): void {
    const context = contextOf(rest);
    this.write(context !== undefined && CHATTY.has(context) ? 'debug' : 'info', message, rest);
  }

  error(message: unknown, ...rest: unknown[]): void {
    this.write('error', message, rest);
  }

  warn(message: unknown, ...rest: unknown[]): void {
    this.write('warn', message, rest);
  }

  debug(message: unknown, ...rest: unknown[]): void {
    this.write('debug', message, rest);
  }

  verbose(message: unknown, ...rest: unknown[]): void {
    this.write('trace', message, rest);
  }

  fatal(message: unknown, ...rest: unknown[]): void {
    this.write('fatal', message, rest);
  }

  /**
   * The framework calls `(text, stack?, context)`, features call `(fields, text)` as pino does; the context of a
   * `new Logger(context)` comes last in both.
   */
  private write(level: Level, message: unknown, rest: readonly unknown[]): void {
    const context = contextOf(rest);
    const second = rest.length > 1 && typeof rest[0] === 'string' ? rest[0] : undefined;
    const line = this.target();
    if (message instanceof Error) line[level]({ context, err: message }, message.message);
    else if (typeof message === 'object' && message !== null) line[level]({ context, ...message }, second);
    else line[level]({ context, ...stackOf(level, second) }, String(message));
  }
}

function stackOf(level: Level, second: string | undefined): { stack?: string } {
  return level === 'error' && second !== undefined ? { stack: second } : {};
}

function contextOf(rest: readonly unknown[]): string | undefined {
  const last = rest.at(-1);
  return typeof last === 'string' ? last : undefined;
}
