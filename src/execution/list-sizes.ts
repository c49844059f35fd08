/** How long the lists of a schema's fields turned out to be; by coordinate ("Query.posts"). */
export class ListSizes {
  readonly #sizes = new Map<string, ListSize>();

  /** The same for all operations: what they meet is gathered in it. */
  of(coordinate: string): ListSize {
    let size = this.#sizes.get(coordinate);
    if (size === undefined) {
      size = new ListSize();
      this.#sizes.set(coordinate, size);
    }
    return size;
  }

  /** The most items that a list of the field had so far; undefined: none was met. */
  most(coordinate: string): number | undefined {
    const most = this.#sizes.get(coordinate)?.most ?? -1;
    return most < 0 ? undefined : most;
  }
}

export class ListSize {
  /** -1: no list was met. */
  most = -1;

  /** Once for each list, of an answer that may have very many: two instructions. */
  add(count: number): void {
    if (count > this.most) this.most = count;
  }
}
