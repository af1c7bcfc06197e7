import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  ValidateBy,
} from 'class-validator';
import { DomainError } from '../../kernel/errors.js';
import { parseSessionId, type SessionId } from '../../kernel/ids.js';
import { lengthOf, rules } from './rules.js';

const SESSION_ID = 'must be the id of a session: a UUID of version 4 or 7 in lower case';

/** Anything else is refused before it is looked up, and never becomes part of a path. An empty one counts as none. */
const isSessionId = () =>
  ValidateBy({
    name: 'sessionId',
    validator: {
      validate: (value) => value === '' || (typeof value === 'string' && parseSessionId(value) !== undefined),
      defaultMessage: () => SESSION_ID,
    },
  });

const aString = () => IsString({ message: 'Input should be a valid string' });

export const OptionalSessionId = () => rules(IsOptional(), aString(), isSessionId());

export const RequiredSessionId = () => rules(aString(), isSessionId());

/** Of a value that the rules above have let through. */
export function sessionIdOf(value: string | undefined): SessionId | undefined {
  return value === undefined ? undefined : parseSessionId(value);
}

/** The id in a path. @throws DomainError session_not_found for anything that is none */
export function sessionIdInPath(text: string): SessionId {
  const id = parseSessionId(text);
  if (id === undefined) throw new DomainError('session_not_found', 'There is no session with this id');
  return id;
}

export const OptionalFlag = () =>
  rules(IsOptional(), IsBoolean({ message: 'Input should be a valid boolean' }));

export const OptionalObject = () =>
  rules(IsOptional(), IsObject({ message: 'Input should be a valid object' }));

/** How values of slots, which nobody has to send, are described. */
export const SLOTS: { type: 'object'; selfRequired: false; additionalProperties: object } = {
  type: 'object',
  selfRequired: false,
  additionalProperties: { oneOf: [{ type: 'string' }, { type: 'number' }] },
};

/** Values by name; which names there are is the template's to say. */
export const OptionalSlots = () =>
  rules(
    OptionalObject(),
    ValidateBy({
      name: 'slots',
      validator: {
        validate: (value) =>
          typeof value !== 'object' ||
          value === null ||
          Object.values(value).every((slot) => typeof slot === 'string' || typeof slot === 'number'),
        defaultMessage: () => 'must hold only texts and numbers',
      },
    }),
  );

/** Short texts, such as names of fields. */
export const OptionalTexts = (mostItems: number, longest: number) =>
  rules(
    IsOptional(),
    IsArray({ message: 'Input should be a valid list' }),
    ArrayMaxSize(mostItems, { message: `List should have at most ${mostItems} items` }),
    ValidateBy({
      name: 'texts',
      validator: {
        validate: (value) => Array.isArray(value) && value.every((item) => isShortText(item, longest)),
        defaultMessage: () => `must hold only texts of 1 to ${longest} characters`,
      },
    }),
  );

function isShortText(item: unknown, longest: number): boolean {
  if (typeof item !== 'string' || item.trim() === '' || item.length > longest * 2) return false;
  return lengthOf(item) <= longest && !item.includes('\0') && !/\p{Surrogate}/u.test(item);
}

const MOST_INDICES = 100;

/** Places in a session's history. Whether they are there is looked up later. */
export const Indices = () =>
  rules(
    IsArray({ message: 'Input should be a valid list' }),
    ArrayMinSize(1, { message: 'At least one prompt index must be selected' }),
    ArrayMaxSize(MOST_INDICES, { message: `List should have at most ${MOST_INDICES} items` }),
    IsInt({ each: true, message: 'Input should be a valid integer' }),
  );

export const OptionalIndices = () => rules(IsOptional(), Indices());
