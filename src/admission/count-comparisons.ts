import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  Kind,
  type SelectionSetNode,
} from "graphql";

/**
 * About how often two selections of a document must be compared to know that they can be merged, which
 * is what validation spends most of its time with: in each place of the answer, each field of a name
 * with each other, and each fragment with each other.
 *
 * It counts up to `limit` and stops there, so that it takes no longer than that on any document.
 */
export function countComparisons(document: DocumentNode, limit: number): number {
  const counting = new Counting(document, limit);
  for (const { kind, ...definition } of document.definitions) {
    if (kind === Kind.OPERATION_DEFINITION && "selectionSet" in definition) {
      counting.add([definition.selectionSet]);
    }
  }
  counting.addUnused();
  return counting.count;
}

class Counting {
  count = 0;
  readonly #limit: number;
  readonly #fragments = new Map<string, FragmentDefinitionNode>();
  readonly #spread = new Set<FragmentDefinitionNode>();

  constructor({ definitions }: DocumentNode, limit: number) {
    this.#limit = limit;
    for (const definition of definitions) {
      if (definition.kind !== Kind.FRAGMENT_DEFINITION) continue;
      this.#fragments.set(definition.name.value, definition);
    }
  }

  /** Adds what these sets select, which belongs to one place of the answer. Place by place, without recursion. */
  add(sets: readonly SelectionSetNode[]): void {
    const places = [sets];
    for (let place = places.pop(); place !== undefined; place = places.pop()) {
      for (const fields of this.#fieldsByName(place)) {
        this.count += fields.length ** 2;
        if (this.count > this.#limit) return;
        const below = fields.flatMap(({ selectionSet = [] }) => selectionSet);
        if (below.length > 0) places.push(below);
      }
    }
  }

  /** Fragments that no operation spreads are validated, too. */
  addUnused(): void {
    for (const fragment of this.#fragments.values()) {
      if (!this.#spread.has(fragment)) this.add([fragment.selectionSet]);
    }
  }

  #fieldsByName(sets: readonly SelectionSetNode[]): Iterable<readonly FieldNode[]> {
    const fields = new Map<string, FieldNode[]>();
    const spread = new Set<string>();
    const pending = [...sets];
    // What is added to it on the way is looked at, too.
    for (const { selections } of pending) {
      for (const node of selections) {
        if (node.kind === Kind.FIELD) {
          const name = (node.alias ?? node.name).value;
          const same = fields.get(name);
          if (same === undefined) fields.set(name, [node]);
          else same.push(node);
        } else if (node.kind === Kind.INLINE_FRAGMENT) pending.push(node.selectionSet);
        else {
          const name = node.name.value;
          // Names that no fragment has are compared all the same.
          if (spread.has(name)) continue;
          spread.add(name);
          const fragment = this.#fragments.get(name);
          if (fragment === undefined) continue;
          this.#spread.add(fragment);
          pending.push(fragment.selectionSet);
        }
      }
    }
    this.count += spread.size ** 2;
    return fields.values();
  }
}
