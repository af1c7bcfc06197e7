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

  private write(level: Level, message: unknown, rest: unknown[]): void {
    const fields: Record<string, unknown> = { context: contextOf(rest) };
    const [stack] = rest;
    if (message instanceof Error) fields['err'] = message;
    else if (level === 'error' && rest.length > 1 && typeof stack === 'string') fields['stack'] = stack;
    if (typeof message === 'object' && message !== null && !(message instanceof Error)) {
      this.target()[level]({ ...fields, ...message });
    } else {
      this.target()[level](fields, message instanceof Error ? message.message : String(message));
    }
  }
}

function contextOf(rest: readonly unknown[]): string | undefined {
  const last = rest.at(-1);
  return typeof last === 'string' ? last : undefined;
}
