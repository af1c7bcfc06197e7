import { type DestinationStream, type Logger, type LoggerOptions, pino } from 'pino';
import type { Config } from '../../config/index.js';

/** Wherever these stand in a logged object, their values do not reach the log. */
const SECRETS = [
  'authorization',
  'Authorization',
  'x-api-key',
  'cookie',
  'set-cookie',
  'apiKey',
  'apiKeys',
  'key',
  'token',
];

function optionsFor(config: Config): LoggerOptions {
  return {
    level: config.logLevel,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: SECRETS.flatMap((name) => [`["${name}"]`, `*["${name}"]`, `*.*["${name}"]`]),
      censor: '[redacted]',
    },
  };
}

/** JSON lines; coloured text where a person watches. @param destination where lines go instead of standard output */
export async function createLogger(config: Config, destination?: DestinationStream): Promise<Logger> {
  if (destination !== undefined) return pino(optionsFor(config), destination);
  if (!config.prettyLogs) return pino(optionsFor(config));
  const { PinoPretty } = await import('pino-pretty');
  return pino(
    optionsFor(config),
    PinoPretty({ ignore: 'requestId', translateTime: 'SYS:HH:MM:ss.l', sync: true }),
  );
}
