import { randomBytes } from 'node:crypto';

/**
 * The user's message: sections between markers that carry a code drawn for this one call. A text inside cannot close
 * its section, because it was written before the code was drawn. Undefined sections are left out.
 */
export function sections(parts: Readonly<Record<string, string | undefined>>): string {
  const present = Object.entries(parts).filter((part): part is [string, string] => part[1] !== undefined);
  const code = randomBytes(9).toString('base64url');
  const blocks = present.map(
    // Servers that are strict about UTF-8 fail on half a surrogate pair.
    ([name, text]) => `<<<${name} ${code}>>>\n${text.toWellFormed()}\n<<<END ${code}>>>`,
  );
  return [`Code: ${code}`, ...blocks].join('\n');
}

/** A section only where there is something to list. */
export function listing(items: readonly unknown[]): string | undefined {
  return items.length === 0 ? undefined : JSON.stringify(items);
}
