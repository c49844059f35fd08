/** That a name was invalidated, the last time that it was. */
export interface Marker {
  readonly group: MarkerGroup;
  readonly name: string;
  /** Where the log stood with it. */
  readonly position: number;
}

/** The markers of names of one kind, such as tags: the newest of each name. */
export class MarkerGroup {
  readonly #markers = new Map<string, Marker>();
  #latest = 0;

  /** The newest position that was ever marked here; 0: none. */
  get latest(): number {
    return this.#latest;
  }

  get isEmpty(): boolean {
    return this.#markers.size === 0;
  }

  /** Where the log stood when a name was invalidated last; 0: that is not known. */
  positionOf(name: string): number {
    return this.#markers.get(name)?.position ?? 0;
  }

  /** Marks a name, and gives the marker and the one of that name that was there before. */
  mark(name: string, position: number): { readonly marker: Marker; readonly before?: Marker } {
    const before = this.#markers.get(name);
    const marker = { group: this, name, position };
    this.#markers.set(name, marker);
    this.#latest = position;
    return before === undefined ? { marker } : { marker, before };
  }

  remove(name: string): void {
    this.#markers.delete(name);
  }

  clear(): void {
    this.#markers.clear();
  }
}
