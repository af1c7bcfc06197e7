declare const brand: unique symbol;

/** `<organisation>/<name>`, as on Hugging Face. */
export type ModelId = string & { readonly [brand]: 'ModelId' };

const PART = /^[A-Za-z0-9][A-Za-z0-9._-]{0,95}$/;

/** Undefined for anything else, so that no path and no address is ever built from it. */
export function parseModelId(text: string): ModelId | undefined {
  const parts = text.split('/');
  const isId = parts.length === 2 && parts.every((part) => PART.test(part) && !/--|\.\.|[.-]$/.test(part));
  return isId ? (text as ModelId) : undefined;
}

/** One plain name for each id: ids have no `--` of their own. */
export function folderNameOf(id: ModelId): string {
  return id.replace('/', '--');
}
