/** The command that starts a server cannot be used; the message says why, and never runs it. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

const MAX_LENGTH = 8192;
/** Blanks, a part in single quotes, one in double quotes, a character after a backslash, or plain text. */
const PIECE = /(\s+)|'([^']*)'|"((?:[^"\\]|\\.)*)"|\\(.)|([^\s'"\\]+)/gsy;
const PLACEHOLDER = /\{([a-z]+)\}/g;

/**
 * A command as an operator writes it, in words: blanks divide, single and double quotes hold together, a backslash takes
 * the next character as it is (not within single quotes). Nothing else is special, since no shell reads it.
 * @throws CommandError
 */
export function wordsOf(command: string): string[] {
  if (command.length > MAX_LENGTH)
    throw new CommandError(`The command is longer than ${MAX_LENGTH} characters.`);
  const words: string[] = [];
  let word: string | undefined;
  let end = 0;
  for (const [whole, blank, ...parts] of command.matchAll(PIECE)) {
    end += whole.length;
    if (blank === undefined) word = (word ?? '') + textOf(parts);
    else {
      if (word !== undefined) words.push(word);
      word = undefined;
    }
  }
  if (end < command.length) throw new CommandError('The command has a quote or a backslash without its end.');
  return word === undefined ? words : [...words, word];
}

function textOf([single, double, escaped, plain]: readonly (string | undefined)[]): string {
  return single ?? double?.replace(/\\(.)/gs, '$1') ?? escaped ?? plain ?? '';
}

/**
 * A command with its placeholders filled in; a value stays within its word whatever it holds.
 * @throws CommandError
 */
export function commandOf(
  template: string,
  values: Readonly<Record<string, string | undefined>>,
): [string, ...string[]] {
  const words = wordsOf(template).map((word) =>
    word.replace(PLACEHOLDER, (whole, name: string) => {
      if (!Object.hasOwn(values, name)) {
        const known = Object.keys(values).map((key) => `{${key}}`);
        throw new CommandError(`The command has ${whole}; there are only ${known.join(', ')}.`);
      }
      const value = values[name];
      if (value === undefined) throw new CommandError(`The command has ${whole}, which is not set.`);
      return value;
    }),
  );
  const [file, ...args] = words;
  if (file === undefined || file === '') throw new CommandError('The command is empty.');
  if (words.some((word) => word.includes('\0'))) throw new CommandError('The command holds a NUL character.');
  return [file, ...args];
}
