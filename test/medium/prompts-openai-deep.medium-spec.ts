import { describe, expect, it } from 'vitest';
import { context, failureOf, providerFor } from '../support/fake-llm-provider.js';
import { replies, startFakeLlm } from '../support/fake-llm-server.js';

const deep = (depth: number, open: string, close: string) => `${open.repeat(depth)}1${close.repeat(depth)}`;

describe('OpenAiProvider and an answer that is nested without end', () => {
  it.each([
    ['lists', deep(90_000, '[', ']')],
    ['objects', deep(30_000, '{"a":', '}')],
  ])('takes one of %s for unusable', async (_, value) => {
    await using server = await startFakeLlm();
    const fields = ['time_of_day', 'mood'].map((field) => `{"field":"${field}","value":${value}}`);
    server.script(replies.text(`{"fields":[${fields.join(',')}]}`));
    const error = await failureOf(providerFor(server.url).sut.extract('a car', context));
    expect(error.kind).toBe('unusable-answer');
    expect(server.requests).toHaveLength(2);
  });
});
