import { z } from 'zod';
import { LlmFailure } from './llm-failure.js';
import { upstreamText } from './safe-text.js';

const tokens = z.number().int().min(0).max(10_000_000).catch(0);

const chatReplySchema = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish(), refusal: z.string().nullish() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  usage: z.object({ prompt_tokens: tokens, completion_tokens: tokens }).nullish().catch(undefined),
});

export type ChatReply = z.output<typeof chatReplySchema>;

/** @throws LlmFailure where the body is no chat completion: a page of a proxy, another API */
export function parseReply(body: string): ChatReply {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    throw notChat();
  }
  const parsed = chatReplySchema.safeParse(value);
  if (!parsed.success) throw notChat();
  return parsed.data;
}

/** @throws LlmFailure where the model declined or was cut off; empty text is for the caller to judge */
export function textOf(reply: ChatReply, secret: string | undefined): string {
  const choice = reply.choices[0];
  const refusal = choice?.message.refusal ?? '';
  if (refusal.trim() !== '') {
    throw new LlmFailure('refused', `The language model declined: ${upstreamText(refusal, secret)}`);
  }
  if (choice?.finish_reason === 'content_filter') {
    throw new LlmFailure('refused', "The language model's content filter stopped the answer.");
  }
  if (choice?.finish_reason === 'length') {
    throw new LlmFailure(
      'unusable-answer',
      'The answer of the language model was cut off at its token limit.',
    );
  }
  return choice?.message.content ?? '';
}

function notChat(): LlmFailure {
  return new LlmFailure(
    'unusable-answer',
    "The language model's server did not answer with a chat completion; is OPENAI_BASE_URL right?",
  );
}
