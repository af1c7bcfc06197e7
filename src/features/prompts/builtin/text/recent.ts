/** What was worked out last, up to a number; what was not asked for the longest is forgotten first. */
export class Recent<Key, Value> {
  readonly #known = new Map<Key, Value>();

  constructor(private readonly most: number) {}

  of(key: Key, work: () => Value): Value {
    const known = this.#known.get(key);
    const value = known ?? work();
    this.#known.delete(key);
    this.#known.set(key, value);
    const [oldest] = this.#known.keys();
    if (this.#known.size > this.most && oldest !== undefined) this.#known.delete(oldest);
    return value;
  }
}
