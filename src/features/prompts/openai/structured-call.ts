import type { AnswerForm } from './answer.js';
import type { ChatClient, ChatMessage, LlmOperation } from './chat-client.js';
import { type ChatReply, textOf } from './chat-reply.js';
import type { Deadline } from './deadline.js';
import { problemsOf } from './field-values.js';
import { jsonObjectsIn } from './json-in-text.js';
import { LlmFailure } from './llm-failure.js';
import { upstreamText } from './safe-text.js';
import { adapted, type ServerTraits } from './server-traits.js';
import { sketch } from './strict-schema.js';

export interface LlmTask<Form, Result> {
  operation: LlmOperation;
  model: string;
  system: string;
  user: string;
  form: AnswerForm<Form>;
  /** What the answer comes to, or why it cannot be used; the model is told, once. */
  interpret: (answer: Form) => Result | { problems: readonly string[] };
  maxTokens: number;
  seed?: number;
}

/** Options that a server may refuse one after the other: two formats, two names of the limit, the seed. */
const MOST_ADAPTATIONS = 5;
/** How much of a broken answer the model gets to see again, in characters. */
const LONGEST_QUOTE = 4000;

/** An answer came, and breaks the rules. */
class InvalidAnswer extends LlmFailure {
  readonly problems: readonly string[];
  /** Private: a model's words do not belong into logs. */
  readonly #answer: string;

  constructor(answer: string, problems: readonly string[], secret: string | undefined) {
    const list = upstreamText(problems.join('; '), secret);
    super('unusable-answer', `The answer of the language model could not be used: ${list}`);
    this.problems = problems;
    this.#answer = answer;
  }

  /** What is said to the model about it. */
  repairMessages(): ChatMessage[] {
    const quote = this.#answer.slice(0, LONGEST_QUOTE).toWellFormed();
    return [
      ...(quote.trim() === '' ? [] : [{ role: 'assistant' as const, content: quote }]),
      {
        role: 'user',
        content: `That answer could not be used:\n- ${this.problems.join('\n- ')}\nAnswer again with the corrected JSON object only.`,
      },
    ];
  }
}

/**
 * Asks for an answer of a form, with the best format that the server takes, and once more where it breaks the form.
 * @throws LlmFailure, or the signal's reason
 */
export async function askFor<Form, Result>(
  client: ChatClient,
  task: LlmTask<Form, Result>,
  deadline: Deadline,
): Promise<Result> {
  const messages: ChatMessage[] = [
    { role: 'system', content: task.system },
    { role: 'user', content: task.user },
  ];
  try {
    return await askAdapting(client, task, messages, deadline);
  } catch (error) {
    if (!(error instanceof InvalidAnswer)) throw error;
    return askAdapting(client, task, [...messages, ...error.repairMessages()], deadline);
  }
}

async function askAdapting<Form, Result>(
  client: ChatClient,
  task: LlmTask<Form, Result>,
  messages: readonly ChatMessage[],
  deadline: Deadline,
): Promise<Result> {
  const { operation, model, form, maxTokens, seed } = task;
  let traits = client.traits.get(model);
  for (let adaptations = 0; ; adaptations += 1) {
    const request = {
      operation,
      model,
      messages: withForm(messages, form, traits),
      schema: { name: form.name, schema: { ...form.json } },
      maxTokens,
      ...(seed !== undefined && { seed }),
    };
    const read = (reply: ChatReply) => {
      // Taken, so that the next call need not find out again. Not renewed by use: after a while, the best is retried.
      if (adaptations > 0) client.traits.remember(model, traits);
      return readAnswer(reply, task, client.secret);
    };
    try {
      return await client.ask(request, traits, deadline, read);
    } catch (error) {
      const next = error instanceof LlmFailure ? adapted(traits, error) : undefined;
      if (next === undefined || adaptations >= MOST_ADAPTATIONS) throw error;
      traits = next;
    }
  }
}

/** Without a schema beside it, the form has to stand in the words. */
function withForm<Form>(
  messages: readonly ChatMessage[],
  form: AnswerForm<Form>,
  traits: ServerTraits,
): ChatMessage[] {
  if (traits.format === 'json_schema') return [...messages];
  return messages.map((message) =>
    message.role === 'system'
      ? { ...message, content: `${message.content}\nForm of the JSON object: ${sketch(form.json)}` }
      : message,
  );
}

function readAnswer<Form, Result>(
  reply: ChatReply,
  task: LlmTask<Form, Result>,
  secret: string | undefined,
): Result {
  const text = textOf(reply, secret);
  let problems: readonly string[] | undefined;
  for (const candidate of jsonObjectsIn(text)) {
    const parsed = task.form.zod.safeParse(candidate);
    const result = parsed.success ? task.interpret(parsed.data) : { problems: problemsOf(parsed.error) };
    if (!isProblem(result)) return result;
    problems ??= result.problems;
  }
  const none = text.trim() === '' ? 'the answer is empty' : 'the answer holds no whole JSON object';
  throw new InvalidAnswer(text, problems ?? [none], secret);
}

function isProblem<Result>(
  result: Result | { problems: readonly string[] },
): result is { problems: readonly string[] } {
  return typeof result === 'object' && result !== null && 'problems' in result;
}
