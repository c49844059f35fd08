import type { JsonObject } from "../kernel/json.ts";
import { type KeyPattern, keyTextOf } from "./key-pattern.ts";
import { MarkerGroup } from "./marker-group.ts";

/**
 * The markers of objects of one type. Those that name the same fields are one group, so that an
 * object is looked up once for each set of fields, however many markers there are.
 */
export class KeyMarkers {
  readonly #bySignature = new Map<string, PatternGroup>();

  groupOf({ paths }: KeyPattern): MarkerGroup {
    const signature = JSON.stringify(paths);
    const known = this.#bySignature.get(signature);
    if (known !== undefined) return known.group;
    const group = new MarkerGroup();
    this.#bySignature.set(signature, { paths, group });
    return group;
  }

  /**
   * Whether one of these objects was invalidated after a position. An object that lacks a field
   * which a marker names may be the one that is meant, so it counts as that.
   */
  concerns(since: number, objects: () => readonly JsonObject[]): boolean {
    const newer = [...this.#bySignature.values()].filter(({ group }) => group.latest > since);
    if (newer.length === 0) return false;
    return objects().some((object) =>
      newer.some(({ paths, group }) => {
        const text = keyTextOf(object, paths);
        return text === undefined || group.positionOf(text) > since;
      }),
    );
  }

  /** Forgets the groups that have no markers left; says whether none is left. */
  removeEmpty(): boolean {
    for (const [signature, { group }] of this.#bySignature) {
      if (group.isEmpty) this.#bySignature.delete(signature);
    }
    return this.#bySignature.size === 0;
  }
}

interface PatternGroup {
  readonly paths: KeyPattern["paths"];
  readonly group: MarkerGroup;
}
