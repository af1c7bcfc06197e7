/** The signal of one exchange: it aborts with the caller's signal, or when time is up. */
export class ExchangeTime implements Disposable {
  readonly #controller = new AbortController();
  readonly #follow = () => this.#controller.abort(this.outer.reason);
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;

  /** @param limitMs zero: without a limit */
  constructor(
    private readonly outer: AbortSignal,
    private readonly limitMs: number,
  ) {
    outer.addEventListener('abort', this.#follow, { once: true });
    if (limitMs > 0) this.#timer = setTimeout(() => this.#end(), limitMs);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Whether it was the time that ended the exchange. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** The limit counts anew, for transfers that are limited by silence only. */
  restart(): void {
    this.#timer?.refresh();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.outer.removeEventListener('abort', this.#follow);
  }

  #end(): void {
    this.#isOver = true;
    this.#controller.abort(new Error('time is up'));
  }
}
