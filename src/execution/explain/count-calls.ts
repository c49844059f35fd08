import type { Connector } from "../../contract/contract.ts";
import { costsCall } from "../../contract/costs-call.ts";
import type { FetchStep, FillStep, Variables } from "../plan.ts";
import { atMost, type Formula, listSize, one, partsOf, plus, valueOf, zero } from "./formula.ts";
import { knownKeyId } from "./known-key-id.ts";
import type { KnownSizes } from "./known-sizes.ts";
import type { Portion, StepNode } from "./walk-plan.ts";

export interface CountOptions {
  readonly sizes: KnownSizes;
  /** How many keys one call of a connector may have. */
  readonly maxKeysOf: (connector: Connector) => number;
  readonly variables: Variables | undefined;
  /** Mutations: no key is asked for but once. */
  readonly isSerial: boolean;
}

/** How many calls the steps of a plan cost, each alone and all together. */
export class CallCount {
  readonly #options: CountOptions;

  constructor(options: CountOptions) {
    this.#options = options;
  }

  /** How many different things a step asks for. */
  keysOf(node: StepNode): Formula {
    return plus(node.portions.map((portion) => this.#keysOf(node, portion)));
  }

  /** The calls of a step as if it shared no batch; none for what asks no source. */
  callsOf(node: StepNode): Formula {
    const connector = callingConnector(node);
    if (connector === undefined) return zero;
    const most = this.#options.maxKeysOf(connector);
    return plus(node.portions.map((portion) => partsOf(this.#keysOf(node, portion), most)));
  }

  /** The same where no key is equal to another. */
  worstOf(node: StepNode): Formula {
    const connector = callingConnector(node);
    if (connector === undefined) return zero;
    const most = this.#options.maxKeysOf(connector);
    return plus(node.portions.map((portion) => partsOf(distinctKeys(node, portion), most)));
  }

  /** The calls of some steps together: those of one connector that start at one moment share them. */
  callsTogether(nodes: readonly StepNode[]): Formula {
    const groups = new Map<string, SharedCalls>();
    for (const [index, node] of nodes.entries()) {
      const connector = callingConnector(node);
      if (connector === undefined) continue;
      // A fetch that reads arguments may ask the same objects for another thing.
      const isOwn = node.step.kind === "fetch" && connector.inputs.args.length > 0;
      for (const portion of node.portions) {
        const known = this.#knownKey(node, portion);
        const name = groupName(connector, known, portion);
        const group = groups.get(name) ?? { connector, keys: new Map() };
        groups.set(name, group);
        const origin = isOwn && known === undefined ? `${index}` : portion.origin;
        const keys = this.#keysOf(node, portion);
        const others = group.keys.get(origin) ?? zero;
        group.keys.set(origin, valueOf(keys) > valueOf(others) ? keys : others);
      }
    }
    return plus([...groups.values()].map((group) => this.#callsOfGroup(group)));
  }

  /** For each step the others that share its batches. */
  sharing(nodes: readonly StepNode[]): ReadonlyMap<StepNode, readonly StepNode[]> {
    const groups = new Map<string, Set<StepNode>>();
    for (const node of nodes) {
      const connector = callingConnector(node);
      if (connector?.batch === undefined) continue;
      for (const portion of node.portions) {
        const name = groupName(connector, undefined, portion);
        groups.set(name, (groups.get(name) ?? new Set()).add(node));
      }
    }
    const found = new Map<StepNode, Set<StepNode>>();
    for (const group of groups.values()) {
      for (const node of group) {
        const others = found.get(node) ?? new Set();
        for (const other of group) if (other !== node) others.add(other);
        found.set(node, others);
      }
    }
    return new Map([...found].map(([node, others]) => [node, [...others]]));
  }

  #callsOfGroup({ connector, keys }: SharedCalls): Formula {
    const all = this.#cap(connector, plus([...keys.values()]));
    return partsOf(all, this.#options.maxKeysOf(connector));
  }

  #keysOf(node: StepNode, portion: Portion): Formula {
    const keys = distinctKeys(node, portion);
    const { step } = node;
    return step.kind === "fill" || step.kind === "fetch" ? this.#cap(step.connector, keys) : keys;
  }

  /** No more objects of a type are asked for than there are. */
  #cap(connector: Connector, keys: Formula): Formula {
    const { place } = connector;
    const isOfObjects = place.kind === "object" || place.kind === "field";
    const all = isOfObjects ? this.#options.sizes.ofType(place.typeName) : undefined;
    return all === undefined ? keys : atMost(keys, listSize(all));
  }

  /** The key of a step that asks for one thing, whatever object it is at: what its arguments say. */
  #knownKey({ step }: StepNode, { loaders }: Portion): string | undefined {
    const { variables, isSerial } = this.#options;
    if (step.kind !== "fetch" || readsParent(step) || isSerial) return undefined;
    // Keys of a batch share calls whether or not they are equal.
    if (step.connector.batch !== undefined) return undefined;
    const id = knownKeyId(step, variables);
    return id === undefined ? undefined : `${loaders} ${id}`;
  }
}

/** The keys of one connector that go out together: by where they come from. */
interface SharedCalls {
  readonly connector: Connector;
  readonly keys: Map<string, Formula>;
}

function groupName({ id }: Connector, known: string | undefined, { moment }: Portion): string {
  return JSON.stringify(known === undefined ? [id, moment] : [id, "known", known]);
}

/** The connector of a step that makes calls. */
export function callingConnector({ step }: Pick<StepNode, "step">): Connector | undefined {
  if (step.kind !== "fetch" && step.kind !== "fill") return undefined;
  return costsCall(step.connector) ? step.connector : undefined;
}

/** Whether what a step asks for depends on the object it is at. */
function readsParent({ kind, connector }: FetchStep | FillStep): boolean {
  const { place, batch, inputs, keyFields } = connector;
  if (place.kind === "query" || place.kind === "mutation") return kind === "fill";
  return batch !== undefined || inputs.this.length > 0 || keyFields.length > 0;
}

/** One key for each object, where the step reads anything of it. */
function distinctKeys({ step }: StepNode, { objects }: Portion): Formula {
  if (step.kind !== "fetch" && step.kind !== "fill") return zero;
  return readsParent(step) ? objects : atMost(objects, one);
}
