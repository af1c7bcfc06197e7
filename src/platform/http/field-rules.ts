import { IsInt, IsNumber, IsOptional, IsString, Max, Min, ValidateBy } from 'class-validator';

/** The rules run in the order given; the first that fails is reported. */
export function rules(...decorators: PropertyDecorator[]): PropertyDecorator {
  return (target, key) => {
    for (const decorate of decorators) decorate(target, key);
  };
}

/** Characters as people count them: code points, not UTF-16 units. */
export function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

function textProblem(text: unknown, longest: number, mayBeEmpty: boolean): string | undefined {
  if (typeof text !== 'string') return undefined;
  if (!mayBeEmpty && text.trim() === '') return 'must not be empty';
  // The number of UTF-16 units bounds the work before code points are counted one by one.
  if (text.length > longest * 2 || lengthOf(text) > longest)
    return `must not be longer than ${longest} characters`;
  if (text.includes('\0')) return 'must not contain a NUL character';
  if (/\p{Surrogate}/u.test(text)) return 'must be valid Unicode (there is half of a surrogate pair)';
  return undefined;
}

function isText(longest: number, mayBeEmpty: boolean): PropertyDecorator {
  return ValidateBy({
    name: 'text',
    validator: {
      validate: (value) => textProblem(value, longest, mayBeEmpty) === undefined,
      defaultMessage: (args) => textProblem(args?.value, longest, mayBeEmpty) ?? 'is not valid',
    },
  });
}

/** How an interface says what is wrong with a value. */
export interface RuleWords {
  string: string;
  integer: string;
  number: string;
  atLeast: (min: number) => string;
  atMost: (max: number) => string;
}

/** The rules that bodies of every interface need, in the words of one. */
export function fieldRules(words: RuleWords) {
  const aString = () => IsString({ message: words.string });
  const bounds = (min: number, max: number) => [
    Min(min, { message: words.atLeast(min) }),
    Max(max, { message: words.atMost(max) }),
  ];
  return {
    aString,
    /** Text that must be there and say something. */
    RequiredText: (longest: number) => rules(aString(), isText(longest, false)),
    OptionalText: (longest: number) => rules(IsOptional(), aString(), isText(longest, true)),
    OptionalWholeNumber: (min: number, max: number) =>
      rules(IsOptional(), IsInt({ message: words.integer }), ...bounds(min, max)),
    OptionalNumber: (min: number, max: number) =>
      rules(
        IsOptional(),
        IsNumber({ allowNaN: false, allowInfinity: false }, { message: words.number }),
        ...bounds(min, max),
      ),
  };
}

/** Known, so that it is not called unknown; whoever reads it checks it. */
export const Anything = () => rules(IsOptional());
