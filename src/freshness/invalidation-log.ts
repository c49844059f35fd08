import type { AskedFor, FreshnessRules } from "../contract/freshness-rules.ts";
import type { MaybeJson } from "../mapping/mapping.ts";
import type { Entry } from "./entry.ts";
import type { Invalidation } from "./invalidation.ts";
import { KeyMarkers } from "./key-markers.ts";
import { keyPatternOf } from "./key-pattern.ts";
import { type Marker, MarkerGroup } from "./marker-group.ts";

/** What an entry is of: what an invalidation may concern. */
export interface Subject {
  readonly connectorId: string;
  readonly rules: FreshnessRules;
  readonly asked: AskedFor;
  /** Undefined: there is no such item. */
  readonly value: MaybeJson;
}

export interface InvalidationLogOptions {
  /** How many names are remembered. Beyond that the oldest is forgotten, and everything before it. */
  readonly maxMarkers?: number;
  /** Called whenever something was invalidated, here or elsewhere. */
  readonly onAdd?: (invalidation: Invalidation) => void;
}

/**
 * What was invalidated, in order. Entries carry the position up to which they are known to hold, so
 * that one comparison tells that nothing has happened since.
 *
 * Lives as long as the process: it outlives schemas, and does not know them.
 */
export class InvalidationLog {
  readonly #maxMarkers: number;
  readonly #onAdd: InvalidationLogOptions["onAdd"];
  #position = 0;
  /** Everything dated before it is invalid. */
  #floor = 0;
  /** All markers, the oldest first. */
  readonly #inOrder = new Set<Marker>();
  readonly #tags = new MarkerGroup();
  readonly #types = new MarkerGroup();
  readonly #connectors = new MarkerGroup();
  readonly #keys = new Map<string, KeyMarkers>();

  constructor({ maxMarkers = 50_000, onAdd }: InvalidationLogOptions = {}) {
    this.#maxMarkers = maxMarkers;
    this.#onAdd = onAdd;
  }

  /** Where the log stands: it grows with each invalidation, and begins at 0. */
  get position(): number {
    return this.#position;
  }

  /** Everything that is dated before this position is invalid. */
  get floor(): number {
    return this.#floor;
  }

  /** Takes effect at once on all that was asked for before. Gives the position it has. */
  add(invalidation: Invalidation): number {
    const { tags, types, keys, connectors, all } = invalidation;
    this.#position += 1;
    this.#onAdd?.(invalidation);
    if (all === true) {
      this.#forgetAll();
      return this.#position;
    }
    for (const tag of tags ?? []) this.#mark(this.#tags, tag);
    for (const typeName of types ?? []) this.#mark(this.#types, typeName);
    for (const connector of connectors ?? []) this.#mark(this.#connectors, connector);
    for (const { type, key } of keys ?? []) {
      const pattern = keyPatternOf(key);
      this.#mark(this.#keysOf(type).groupOf(pattern), pattern.text);
    }
    this.#trim();
    return this.#position;
  }

  /**
   * Whether an entry still holds: nothing that was invalidated since it was asked for concerns it.
   * One that does is dated anew, so that the next look is one comparison.
   */
  holds(entry: Entry, subject: Subject): boolean {
    const since = entry.position;
    if (since === this.#position) return true;
    if (since < this.#floor || this.#concerns(since, subject)) return false;
    entry.position = this.#position;
    return true;
  }

  #concerns(since: number, { connectorId, rules, asked, value }: Subject): boolean {
    const isNewer = (group: MarkerGroup, name: string) => group.positionOf(name) > since;
    const { typeNames, tagsOf, objectsOf } = rules;
    if (isNewer(this.#connectors, connectorId)) return true;
    for (const typeName of typeNames) if (isNewer(this.#types, typeName)) return true;
    if (this.#tags.latest > since && tagsOf !== undefined) {
      if (tagsOf(asked, value).some((tag) => isNewer(this.#tags, tag))) return true;
    }
    if (this.#keys.size === 0) return false;
    for (const typeName of typeNames) {
      const objects = () => objectsOf(typeName, asked, value);
      if (this.#keys.get(typeName)?.concerns(since, objects) === true) return true;
    }
    return false;
  }

  #keysOf(typeName: string): KeyMarkers {
    const known = this.#keys.get(typeName);
    if (known !== undefined) return known;
    const markers = new KeyMarkers();
    this.#keys.set(typeName, markers);
    return markers;
  }

  #mark(group: MarkerGroup, name: string): void {
    const { marker, before } = group.mark(name, this.#position);
    if (before !== undefined) this.#inOrder.delete(before);
    this.#inOrder.add(marker);
  }

  #trim(): void {
    if (this.#inOrder.size <= this.#maxMarkers) return;
    let hasEmptied = false;
    for (const marker of this.#inOrder) {
      if (this.#inOrder.size <= this.#maxMarkers) break;
      this.#inOrder.delete(marker);
      marker.group.remove(marker.name);
      hasEmptied ||= marker.group.isEmpty;
      this.#floor = marker.position;
    }
    if (!hasEmptied) return;
    for (const [typeName, markers] of this.#keys) {
      if (markers.removeEmpty()) this.#keys.delete(typeName);
    }
  }

  #forgetAll(): void {
    this.#floor = this.#position;
    this.#inOrder.clear();
    for (const group of [this.#tags, this.#types, this.#connectors]) group.clear();
    this.#keys.clear();
  }
}
