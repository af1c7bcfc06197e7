import { describe, expect, it } from 'vitest';
import { DomainError, ERROR_CATALOGUE, type ErrorCode } from '../../kernel/errors.js';
import { InvalidRequestError } from '../../platform/http/request-problem.js';
import { OpenAiError } from './openai-error.js';
import { openAiImageShape, openAiShape, statusOf } from './openai.shape.js';

const CONTEXT = { path: '/v1/videos', requestId: 'r' };
const CODES = Object.keys(ERROR_CATALOGUE) as ErrorCode[];

describe('openAiShape', () => {
  it.each(CODES)('has a message, a type, a param and a code for %s', (code) => {
    const { status, body } = openAiShape(new DomainError(code, 'words'), CONTEXT);
    expect(status).toBe(statusOf(code));
    expect(status).not.toBe(422);
    expect(body).toEqual({
      error: {
        message: expect.stringMatching(/./) as string,
        type: expect.stringMatching(/^(invalid_request|rate_limit|server)_error$/) as string,
        param: null,
        code: expect.stringMatching(/^[a-z_]+$/) as string,
      },
    });
  });

  it('names the first field that is wrong, and tells of all', () => {
    const { body } = openAiShape(
      new InvalidRequestError([
        { part: 'body', at: ['seed'], kind: 'int_type', message: 'must be a whole number' },
        { part: 'body', at: ['size'], kind: 'value_error', message: 'must be WxH' },
      ]),
      CONTEXT,
    );
    expect(body.error).toMatchObject({ param: 'seed', code: 'invalid_value' });
    expect(body.error.message).toContain('seed: must be a whole number; size: must be WxH');
  });

  it('tells clients when trying again makes sense, and when it does not', () => {
    const retry = (error: DomainError) => openAiShape(error, CONTEXT).headers?.['x-should-retry'];
    const passing: ErrorCode[] = ['queue_full', 'recovering', 'shutting_down', 'rate_limited'];
    for (const code of passing) expect([code, retry(new DomainError(code, 'words'))]).toEqual([code, 'true']);
    expect(retry(new DomainError('idempotency_conflict', 'words'))).toBe('false');
    expect(retry(new OpenAiError('words', { status: 504, code: 'timeout' }, 'internal'))).toBe('false');
    expect(retry(new DomainError('internal', 'words'))).toBeUndefined();
  });

  it('shows no more than a part of a long address', () => {
    const error = new DomainError('not_found', 'words');
    const { body } = openAiShape(error, { ...CONTEXT, path: `/v1/videos/${'x'.repeat(5000)}` });
    expect(body.error.message.length).toBeLessThan(300);
  });
});

describe('openAiImageShape', () => {
  it.each(CODES)('has detail beside error for %s', (code) => {
    const { body } = openAiImageShape(new DomainError(code, 'words'), CONTEXT);
    expect(Object.keys(body as object).sort()).toEqual(['detail', 'error']);
  });
});
