import type { Identities, Identity } from "./identities.ts";

/** How many objects of a type lists are made of. By its key, any object can be had. */
export const populationSize = 1000;

/** The objects of each type that are found in lists, grouped by what is asked of them. */
export class Population {
  readonly #identities: Identities;
  readonly #groups = new Map<string, ReadonlyMap<string, readonly Identity[]>>();

  constructor(identities: Identities) {
    this.#identities = identities;
  }

  /** Each of them in turn. */
  *members(typeName: string): Iterable<Identity> {
    for (let number = 1; number <= populationSize; number++) {
      const member = this.#identities.at(typeName, number);
      // v8 ignore else -- asked for types only whose objects have names
      if (member !== undefined) yield member;
    }
  }

  /** Those of a type, by what `groupOf` says of each; `by` stands for that, so that it is done once. */
  groups(
    typeName: string,
    by: string,
    groupOf: (member: Identity) => string,
  ): ReadonlyMap<string, readonly Identity[]> {
    const name = `${typeName} ${by}`;
    let groups = this.#groups.get(name);
    if (groups === undefined) {
      groups = Map.groupBy(this.members(typeName), groupOf);
      this.#groups.set(name, groups);
    }
    return groups;
  }
}
