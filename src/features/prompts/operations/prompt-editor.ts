import { Injectable } from '@nestjs/common';
import { DomainError, type FieldProblem } from '../../../kernel/errors.js';
import type { SessionId } from '../../../kernel/ids.js';
import {
  FIELD_PATHS,
  type FieldPath,
  type Parameters,
  parametersSchema,
  SessionsService,
  withField,
} from '../../sessions/index.js';
import type { Caller, EditRequest, PromptState } from '../prompts.types.js';
import { changedFields, describeChanges, sourcesAfter } from '../report/field-changes.js';
import { compare } from '../report/intent-report.js';
import { sayPlain } from './plain-text.js';
import { missingTexts, protectedTexts, repairInPlace } from './protected.js';
import { LONGEST_PROMPT } from './provided-text.js';
import { readPrompt } from './reading.js';
import { isReleased } from './release.js';
import { madeState, noPrompt, sameState } from './session-steps.js';
import { editText } from './text-edit.js';

const BY_HAND = { provider: 'builtin', degraded: false } as const;

/** Changes by the user's own hand: fields and locks. The text follows the fields. */
@Injectable()
export class PromptEditor {
  constructor(private readonly sessions: SessionsService) {}

  /** @throws DomainError session_not_found, no_prompt, invalid_request with a problem for each field */
  async edit(caller: Caller, id: SessionId, request: EditRequest): Promise<PromptState> {
    const session = await this.sessions.get(caller.owner, id);
    const head = this.sessions.head(session);
    if (head === undefined) throw noPrompt(id);
    const parameters = editedParameters(head.parameters, request.fields);
    const changed = changedFields(head.parameters, parameters);
    const locks = editedLocks(head.locks, request);
    const { phrases, firstNames } = await readPrompt(head.prompt);
    const edited = editText(
      { text: head.prompt, before: head.parameters, after: parameters, changed },
      sayPlain,
    );
    const change = { before: head.parameters, after: parameters, changed, request: '' };
    const wanted = protectedTexts(head.prompt, head.parameters, firstNames).filter(
      (one) => !isReleased(one, change),
    );
    const prompt = repairInPlace(edited, wanted);
    refuseUnfit(prompt, missingTexts(prompt, wanted)[0]?.text);
    const { report } = compare({ before: head.prompt, after: prompt, phrases, fields: changed });
    const changes = [
      ...describeChanges(head.parameters, parameters, changed),
      ...locks.filter((path) => !head.locks.includes(path)).map((path) => `Locked '${path}'.`),
      ...head.locks.filter((path) => !locks.includes(path)).map((path) => `Unlocked '${path}'.`),
    ];
    if (changes.length === 0)
      return sameState({ sessionId: id, revision: head, maker: BY_HAND }, ['Nothing was changed.'], report);
    const revision = await this.sessions.append(
      caller.owner,
      id,
      {
        origin: 'edit',
        prompt,
        parameters,
        sources: sourcesAfter(head.sources, parameters, changed),
        locks,
        description: 'Edited by hand',
        changes,
        report,
        provider: 'user',
        degraded: false,
      },
      head.id,
    );
    return madeState({ sessionId: id, revision, before: head.prompt, maker: BY_HAND });
  }
}

/** @throws DomainError invalid_request */
function editedParameters(before: Parameters, fields: Readonly<Record<string, unknown>>): Parameters {
  const problems: FieldProblem[] = [];
  let parameters = before;
  for (const [name, value] of Object.entries(fields)) {
    const path = FIELD_PATHS.find((known) => known === name);
    if (path === undefined) {
      problems.push({ path: `fields.${name.slice(0, 60)}`, message: 'This field is not known' });
      continue;
    }
    const candidate = withField(parameters, path, value ?? undefined);
    const parsed = parametersSchema.safeParse(candidate);
    if (parsed.success) parameters = parsed.data;
    else problems.push(...parsed.error.issues.map((issue) => problemOf(path, issue)));
  }
  const [first] = problems;
  if (first === undefined) return parameters;
  throw new DomainError('invalid_request', `${first.path}: ${first.message}`, { problems });
}

/** The path within the value, behind the name of the field. */
function problemOf(path: FieldPath, issue: { path: readonly PropertyKey[]; message: string }): FieldProblem {
  const inner = issue.path.slice(path.split('.').length).map(String);
  return { path: [`fields.${path}`, ...inner].join('.'), message: issue.message };
}

function editedLocks(before: readonly FieldPath[], { lock, unlock }: EditRequest): FieldPath[] {
  return FIELD_PATHS.filter(
    (path) => !unlock.includes(path) && (before.includes(path) || lock.includes(path)),
  );
}

function refuseUnfit(prompt: string, lost: string | undefined): void {
  const message =
    lost !== undefined
      ? `The text would lose ${lost}, which is protected`
      : prompt.length > LONGEST_PROMPT
        ? `The text would be longer than ${LONGEST_PROMPT} characters`
        : prompt.trim() === ''
          ? 'Nothing would be left of the text'
          : undefined;
  if (message !== undefined)
    throw new DomainError('invalid_request', message, { problems: [{ path: 'fields', message }] });
}
