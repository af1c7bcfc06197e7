import { Logger } from '@nestjs/common';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NestLogger } from './nest-logger.js';

describe('NestLogger', () => {
  let lines: { level: string; fields: object; text: string | undefined }[];

  beforeEach(() => {
    lines = [];
    const writer = (level: string) => (fields: object, text?: string) => lines.push({ level, fields, text });
    const target = {
      fatal: writer('fatal'),
      error: writer('error'),
      warn: writer('warn'),
      info: writer('info'),
      debug: writer('debug'),
      trace: writer('trace'),
    };
    Logger.overrideLogger(new NestLogger(() => target));
  });
  afterEach(() => Logger.overrideLogger(false));

  it.each(['error', 'warn', 'log'] as const)('%s writes fields and text of a feature as both', (method) => {
    new Logger('Jobs')[method]({ jobId: 'x' }, 'could not do it');

    expect(lines).toMatchObject([{ fields: { context: 'Jobs', jobId: 'x' }, text: 'could not do it' }]);
    expect(lines[0]?.fields).not.toHaveProperty('stack');
  });

  it('writes a plain text with its context', () => {
    new Logger('Jobs').warn('slow');

    expect(lines).toEqual([{ level: 'warn', fields: { context: 'Jobs' }, text: 'slow' }]);
  });

  it('keeps the stack that the framework hands over', () => {
    new Logger('Nest').error('broken', 'Error: broken\n    at somewhere');

    expect(lines).toMatchObject([{ fields: { stack: 'Error: broken\n    at somewhere' }, text: 'broken' }]);
  });

  it('writes an error with its message', () => {
    const error = new Error('broken');
    new Logger('Nest').error(error);

    expect(lines).toMatchObject([{ fields: { err: error }, text: 'broken' }]);
  });
});
