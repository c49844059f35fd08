import type { OperationDefinitionNode } from "graphql";

import type { Connector } from "../../contract/contract.ts";
import { originOfNode } from "../../contract/origin.ts";
import type { FieldPlan, Plan, Step, Variables } from "../plan.ts";
import type { PlanningBasis } from "../planner.ts";
import { callingConnector, CallCount } from "./count-calls.ts";
import {
  type ConnectorBasis,
  explainConnector,
  explainKeeping,
  maxKeysOf,
  sourceNameOf,
} from "./explain-connector.ts";
import { certainCalls } from "./certain-calls.ts";
import type {
  CallEstimate,
  CallExcess,
  ExplainedSource,
  ExplainedStep,
  Explanation,
} from "./explanation.ts";
import { amountOf, plus } from "./formula.ts";
import { KnownSizes } from "./known-sizes.ts";
import { findMultipliedCalls } from "./multiplied-calls.ts";
import { tellAssumptions } from "./tell-assumptions.ts";
import { type StepNode, walkPlan } from "./walk-plan.ts";

/** What plans are explained with: the same for all operations of a contract. */
export interface ExplainBasis extends PlanningBasis, ConnectorBasis {
  /** How many items a list is taken to have where nothing says. */
  readonly listSize: number;
}

/** What is explained. */
export interface PlannedExplanation {
  readonly operation: OperationDefinitionNode;
  /** After coercion; undefined where they are not known. */
  readonly variables: Variables | undefined;
  /** What the caller says of sizes: by path, coordinate or type. */
  readonly sizes: ReadonlyMap<string, number>;
}

/**
 * Tells what a plan asks of its sources, before it is run. It makes the plans of all types that
 * were not met yet: so it is for a plan of its own, and not for one that others run.
 *
 * @throws TooManyPlaces when there is more to tell than anybody would read.
 */
export function explainPlan(
  plan: Plan,
  { operation, variables, sizes: given }: PlannedExplanation,
  basis: ExplainBasis,
): { readonly explanation: Explanation; readonly unusedSizes: readonly string[] } {
  const sizes = new KnownSizes({ ...basis, sizes: given, variables });
  const roots = walkPlan(plan, sizes, basis);
  const nodes = flatten(roots);
  const count = new CallCount({
    sizes,
    maxKeysOf: (connector) => maxKeysOf(connector, basis),
    variables,
    isSerial: plan.isSerial,
  });
  const explainer = new StepExplainer(nodes, count, basis);
  const steps = explainer.explainAll(roots);
  const multiplying = new Set(nodes.flatMap((node) => node.lists));
  const lists = sizes.lists.filter((list) => multiplying.has(list));
  const root = certainCalls(plan, (connector) => sourceNameOf(connector, basis));
  /** Of variables that are not known, nothing is certain. */
  const isRefused = (source: string, limit: number): boolean =>
    variables !== undefined &&
    root.excess(variables, (name) => (name === source ? limit : Number.POSITIVE_INFINITY)) !==
      undefined;
  const explanation: Explanation = {
    operation: {
      name: operation.name?.value,
      kind: operation.operation,
      origin: originOfNode(operation),
    },
    steps,
    lists,
    sources: sourcesOf(nodes, { count, isRefused }, basis),
    total: estimate(nodes, count),
    assumptions: tellAssumptions({ nodes, lists, variables, types: sizes.types }),
    problems: findMultipliedCalls(steps, lists),
  };
  return { explanation, unusedSizes: sizes.unused };
}

class StepExplainer {
  readonly #count: CallCount;
  readonly #basis: ExplainBasis;
  readonly #sharing: ReadonlyMap<StepNode, readonly StepNode[]>;
  readonly #ids = new Map<StepNode, string>();

  constructor(nodes: readonly StepNode[], count: CallCount, basis: ExplainBasis) {
    this.#count = count;
    this.#basis = basis;
    this.#sharing = count.sharing(nodes);
  }

  explainAll(roots: readonly StepNode[]): readonly ExplainedStep[] {
    this.#number(roots, "");
    return roots.map((node) => this.#explain(node));
  }

  #number(nodes: readonly StepNode[], prefix: string): void {
    for (const [index, node] of nodes.entries()) {
      const id = `${prefix}${index + 1}`;
      this.#ids.set(node, id);
      this.#number(node.children, `${id}.`);
    }
  }

  #explain(node: StepNode): ExplainedStep {
    const { step, path, type, timing, portions, lists, children } = node;
    const fields = fieldsOf(step);
    const [first] = fields;
    const own = step.kind === "fill" ? [] : fields.map(({ responseKey }) => responseKey);
    const connector = connectorOf(step);
    return {
      id: this.#idOf(node),
      kind: step.kind,
      path: [...(path === "" ? [] : [path]), ...own].join("."),
      typeName: type.name,
      fields: fields.map(({ name }) => `${type.name}.${name}`),
      origin: first && originOfNode(first.nodes[0]),
      timing,
      connector: connector && explainConnector(connector, this.#basis),
      batchedWith: (this.#sharing.get(node) ?? []).map((other) => this.#idOf(other)),
      isOptional: (step.kind === "fetch" || step.kind === "fill") && step.isOptional,
      kept: explainKeeping(step, this.#basis.contract),
      objects: amountOf(plus(portions.map(({ objects }) => objects))),
      keys: amountOf(this.#count.keysOf(node)),
      calls: amountOf(this.#count.callsOf(node)),
      multipliedBy: lists.map((list) => list.path),
      children: children.map((child) => this.#explain(child)),
    };
  }

  #idOf(node: StepNode): string {
    // v8 ignore next -- each has its number before any is explained
    return this.#ids.get(node) ?? "";
  }
}

interface Counting {
  readonly count: CallCount;
  /** Whether so many calls to a source are fewer than are certain to be made. */
  readonly isRefused: (source: string, limit: number) => boolean;
}

function sourcesOf(
  nodes: readonly StepNode[],
  { count, isRefused }: Counting,
  basis: ExplainBasis,
): readonly ExplainedSource[] {
  const bySource = Map.groupBy(nodes, (node) => {
    const connector = callingConnector(node);
    return connector && sourceNameOf(connector, basis);
  });
  return [...bySource].flatMap(([source, own]) => {
    if (source === undefined) return [];
    const limit = basis.rulesOf(source).callsPerOperation;
    const costs = estimate(own, count);
    const excess = isRefused(source, limit) ? "refused" : excessOf(costs, limit);
    return [{ source, limit, excess, ...costs }];
  });
}

function excessOf({ calls, worst }: CallEstimate, limit: number): CallExcess | undefined {
  if (calls.value > limit) return "estimated";
  return worst.value > limit ? "worst" : undefined;
}

function estimate(nodes: readonly StepNode[], count: CallCount): CallEstimate {
  return {
    calls: amountOf(count.callsTogether(nodes)),
    worst: amountOf(plus(nodes.map((node) => count.worstOf(node)))),
  };
}

function flatten(nodes: readonly StepNode[]): readonly StepNode[] {
  return nodes.flatMap((node) => [node, ...flatten(node.children)]);
}

function connectorOf(step: Step): Connector | undefined {
  return step.kind === "fetch" || step.kind === "fill" ? step.connector : undefined;
}

function fieldsOf(step: Step): readonly FieldPlan[] {
  return step.kind === "fill" ? step.fields : [step.field];
}
