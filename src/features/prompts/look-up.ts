/** A word's entry in a table. The word is a user's: `constructor` is not in it, although every object has one. */
export function lookUp<Entry>(table: Readonly<Record<string, Entry>>, word: string): Entry | undefined {
  return Object.hasOwn(table, word) ? table[word] : undefined;
}
