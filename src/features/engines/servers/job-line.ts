/** The jobs that a server has from this portal and that are not over there, in the order in which it got them. */
export class JobLine {
  readonly #places: PlaceInLine[] = [];

  get length(): number {
    return this.#places.length;
  }

  /** One more at its end, until disposed of. */
  enter(): PlaceInLine {
    const place = new PlaceInLine(this.#places);
    this.#places.push(place);
    return place;
  }
}

export class PlaceInLine implements Disposable {
  /** Called when every job before this one is over; not where there was none. */
  whenFirst: () => void = () => undefined;

  constructor(private readonly line: PlaceInLine[]) {}

  get isFirst(): boolean {
    return this.line[0] === this;
  }

  [Symbol.dispose](): void {
    const index = this.line.indexOf(this);
    if (index === -1) return;
    this.line.splice(index, 1);
    if (index === 0) this.line[0]?.whenFirst();
  }
}
