import {
  IsInt,
  IsNumber,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
} from 'class-validator';

/** The rules run in the order given; the first that fails is reported. */
function rules(...decorators: PropertyDecorator[]): PropertyDecorator {
  return (target, key) => {
    for (const decorate of decorators) decorate(target, key);
  };
}

const aString = () => IsString({ message: 'must be a string' });
const bounds = (min: number, max: number) => [
  Min(min, { message: `must be at least ${min}` }),
  Max(max, { message: `must be at most ${max}` }),
];
const atMost = (longest: number) =>
  MaxLength(longest, { message: `must not be longer than ${longest} characters` });

/** Text that is not blank and can be written down as UTF-8. */
function isPlainText(): PropertyDecorator {
  return ValidateBy({
    name: 'plainText',
    validator: {
      validate: (value) =>
        typeof value === 'string' && value.trim() !== '' && !value.includes('\0') && value.isWellFormed(),
      defaultMessage: () => 'must not be empty, and must be valid Unicode without NUL characters',
    },
  });
}

export const RequiredText = (longest: number) => rules(aString(), atMost(longest), isPlainText());
export const OptionalText = (longest: number) => rules(IsOptional(), aString(), atMost(longest));
export const OptionalWholeNumber = (min: number, max: number) =>
  rules(IsOptional(), IsInt({ message: 'must be a whole number' }), ...bounds(min, max));
export const OptionalNumber = (min: number, max: number) =>
  rules(
    IsOptional(),
    IsNumber({ allowNaN: false, allowInfinity: false }, { message: 'must be a number' }),
    ...bounds(min, max),
  );
export const OptionalMatch = (pattern: RegExp, message: string) =>
  rules(IsOptional(), aString(), Matches(pattern, { message }));
/** Known, so that it is not called unknown; whoever reads it checks it. */
export const Anything = () => rules(IsOptional());
