import type { Action, Parameters, Subject } from '../../sessions/index.js';
import { articleFor, definite, listed, numberWord, plural, withArticle } from './grammar.js';

/** What is said of a number that nobody named. */
export type VagueCount = 'plural' | 'two or three';

/** `two old red cars`, with what is worn and how it looks behind it. */
export function subjectPhrase(
  subject: Subject,
  declared: readonly string[],
  vague: VagueCount = 'plural',
): string {
  const { attributes, clothing, expression, role } = subject;
  const noun = [...attributes, nounOf(subject, declared)].join(' ');
  const parts = [counted(subject, noun, vague)];
  if (clothing !== undefined)
    parts.push(/^(?:in|wearing|dressed)\b/i.test(clothing) ? clothing : `wearing ${clothing}`);
  if (expression !== undefined) parts.push(expressed(expression));
  const phrase = parts.join(' ');
  return role === undefined ? phrase : `${phrase}, ${role}`;
}

function nounOf({ name, count }: Subject, declared: readonly string[]): string {
  if (count === 1 || declared.some((text) => name.includes(text))) return name;
  return isCollective(name) ? name : plural(name);
}

/** `flock of birds`: one thing, of however many. */
export function isCollective(name: string): boolean {
  return / of /.test(name);
}

function counted({ name, count }: Subject, noun: string, vague: VagueCount): string {
  if (count === 1 || (count === undefined && isCollective(name))) return withArticle(noun);
  if (count !== undefined) return `${numberWord(count)} ${noun}`;
  return vague === 'plural' ? noun : `${vague} ${noun}`;
}

function expressed(expression: string): string {
  if (/^(?:with|looking)\b|^\p{L}+ing\b/iu.test(expression)) return expression;
  return /^\p{L}+$/u.test(expression)
    ? `with ${articleFor(expression)} ${expression} expression`
    : `with ${expression}`;
}

/** `running along the beach at a slow pace` */
export function actionPhrase({ action, speed }: Action): string {
  return speed === undefined ? action : `${action} at a ${speed} pace`;
}

/** All subjects in one phrase. With `first`, the first action stands behind the one who does it. */
export function subjectsPhrase(
  { subjects, protected: declared }: Parameters,
  { vague, first }: { vague?: VagueCount; first?: Action | undefined } = {},
): string {
  const agent = first === undefined ? undefined : subjectOf(subjects, first.agent);
  const phrases = subjects.map((subject) => {
    const phrase = subjectPhrase(subject, declared, vague);
    return subject === agent && first !== undefined ? `${phrase} ${actionPhrase(first)}` : phrase;
  });
  const all = listed(phrases);
  if (first === undefined || agent !== undefined) return all;
  const doing = first.agent === undefined ? actionPhrase(first) : beat(first, subjects, declared);
  if (all === '') return doing;
  return first.agent === undefined ? `${all} ${doing}` : `${all}, with ${doing.replace(/ (?:is|are) /, ' ')}`;
}

function subjectOf(subjects: readonly Subject[], name: string | undefined): Subject | undefined {
  if (name === undefined) return undefined;
  return subjects.find((subject) => subject.name.toLowerCase() === name.toLowerCase());
}

/** `the dogs are jumping over a log`; what does not begin with an `-ing` form stays as it is. */
export function beat(action: Action, subjects: readonly Subject[], declared: readonly string[]): string {
  const doing = actionPhrase(action);
  const agent =
    subjectOf(subjects, action.agent) ?? (action.agent === undefined ? onlyOne(subjects) : undefined);
  if (agent === undefined && action.agent === undefined && subjects.length < 2) return doing;
  const { who, isMany } = agentWords(action.agent, agent, declared);
  const isProgressive = /^(?:\p{L}+ly )?\p{L}+ing\b/iu.test(action.action);
  return [
    who === 'they' ? who : definite(who),
    ...(isProgressive ? [isMany ? 'are' : 'is'] : []),
    doing,
  ].join(' ');
}

function agentWords(
  named: string | undefined,
  agent: Subject | undefined,
  declared: readonly string[],
): { who: string; isMany: boolean } {
  if (agent === undefined) return { who: named ?? 'they', isMany: named === undefined };
  return { who: nounOf(agent, declared), isMany: agent.count !== 1 && !isCollective(agent.name) };
}

function onlyOne(subjects: readonly Subject[]): Subject | undefined {
  return subjects.length === 1 ? subjects[0] : undefined;
}
