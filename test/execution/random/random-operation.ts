import * as fc from "fast-check";

import {
  type Draw,
  namedTypeOf,
  type RandomGraph,
  type RandomType,
  type RandomTypeRef,
} from "./random-graph.ts";

/** A query that is valid for the graph, with the values of its variables. */
export interface RandomOperation {
  readonly query: string;
  readonly variables: Record<string, unknown>;
}

export interface DrawOperationOptions {
  /** Whether fragments may be deferred. */
  readonly hasDeferred?: boolean;
  /** Whether lists may be streamed. */
  readonly hasStreamed?: boolean;
}

/** Draws an operation: fragments, aliases, arguments, `@skip` and `@include`, abstract types. */
export function drawOperation(
  draw: Draw,
  graph: RandomGraph,
  options: DrawOperationOptions = {},
): RandomOperation {
  return new OperationDrawing(draw, graph, options).operation();
}

class OperationDrawing {
  readonly #draw: Draw;
  readonly #graph: RandomGraph;
  readonly #options: DrawOperationOptions;
  readonly #fragments = new Map<string, string>();

  constructor(draw: Draw, graph: RandomGraph, options: DrawOperationOptions) {
    this.#draw = draw;
    this.#graph = graph;
    this.#options = options;
  }

  operation(): RandomOperation {
    for (const type of this.#graph.types) {
      if (!this.#draw(fc.boolean)) continue;
      const name = `Of${type.name}`;
      this.#fragments.set(name, `fragment ${name} on ${type.name} ${this.#objectSet(type, 1)}`);
    }
    const used = this.#objectSet(this.#graph.query, 3);
    return {
      query: [
        `query Q($yes: Boolean!, $no: Boolean = false, $n: Int) ${used}`,
        ...this.#fragments.values(),
      ].join("\n"),
      variables: {
        yes: this.#draw(fc.boolean),
        ...(this.#draw(fc.boolean) ? { no: this.#draw(fc.boolean) } : {}),
        ...(this.#draw(fc.boolean)
          ? { n: this.#draw(fc.constantFrom<(number | null)[]>, 8, null) }
          : {}),
      },
    };
  }

  #objectSet(type: RandomType, depth: number): string {
    const fields = this.#some(type.fields, depth === 3 ? 4 : 3).flatMap((field) => {
      const set = this.#valueSet(namedTypeOf(field.type), depth - 1);
      if (set === undefined) return [];
      const value = this.#draw(fc.constantFrom<(string | undefined)[]>, undefined, "1", "$n");
      const args = field.hasArgument && value !== undefined ? `(n: ${value})` : "";
      const isAliased = args !== "" || this.#draw(fc.boolean);
      const alias = isAliased ? `${field.name}_${(value ?? "").replace("$", "v")}: ` : "";
      return [
        `${args === "" && isAliased ? `${field.name}_x: ` : alias}${field.name}${args}${this.#condition()}${this.#stream(field.type)}${set}`,
      ];
    });
    if (type === this.#graph.query) {
      const all = this.#some(this.#graph.types, 2).map(
        (each) => `all${each.name} ${this.#objectSet(each, depth - 1)}`,
      );
      return `{ ${[...fields, ...all, "__typename"].join(" ")} }`;
    }
    const own = this.#draw(fc.boolean) ? ["id"] : [];
    const fragment = this.#draw(fc.boolean) && depth > 0 ? this.#spread(type) : [];
    const inline =
      depth > 0 && this.#draw(fc.boolean)
        ? [`...${this.#deferral()} ${this.#objectSet(type, depth - 1)}`]
        : [];
    const set = [...own, ...fields, ...fragment, ...inline];
    return `{ ${(set.length === 0 ? ["id", "__typename"] : set).join(" ")} }`;
  }

  /** The selection set on a value: "" for scalars, undefined where it would go too deep. */
  #valueSet(typeName: string, depth: number): string | undefined {
    const { types, interfaceMembers, unionMembers } = this.#graph;
    const type = types.find(({ name }) => name === typeName);
    if (type === undefined && typeName !== "Shared" && typeName !== "Any") return "";
    if (depth < 0) return undefined;
    if (type !== undefined) return ` ${this.#objectSet(type, depth)}`;
    const members = typeName === "Shared" ? interfaceMembers : unionMembers;
    const arms = this.#some(members, 2).flatMap((member) => {
      const memberType = types[member];
      return memberType === undefined
        ? []
        : [
            `... on ${memberType.name}${this.#deferral()} ${this.#objectSet(memberType, depth - 1)}`,
          ];
    });
    const shared = typeName === "Shared" ? this.#some(["id", "shared", "s: shared"], 2) : [];
    return ` { ${[...arms, ...shared, "__typename", "... on Shared { id shared }"].join(" ")} }`;
  }

  #spread(type: RandomType): string[] {
    const name = `Of${type.name}`;
    return this.#fragments.has(name) ? [`...${name}${this.#deferral()}`] : [];
  }

  #condition(): string {
    const conditions = [
      "",
      "",
      "",
      "",
      " @include(if: $yes)",
      " @skip(if: $no)",
      " @skip(if: true)",
    ];
    return this.#draw(fc.constantFrom<string[]>, ...conditions);
  }

  /** A condition on a fragment, or a wish to have it later. */
  #deferral(): string {
    if (this.#options.hasDeferred !== true) return this.#condition();
    const deferrals = ["", " @include(if: $yes)", " @defer", " @defer", " @defer(if: $yes)"];
    return this.#draw(fc.constantFrom<string[]>, ...deferrals);
  }

  #stream(type: RandomTypeRef): string {
    const isList = type.kind === "list" || (type.kind === "nonNull" && type.of.kind === "list");
    if (this.#options.hasStreamed !== true || !isList) return "";
    const streams = ["", " @stream", " @stream(initialCount: 1)", " @stream(if: $no)"];
    return this.#draw(fc.constantFrom<string[]>, ...streams);
  }

  /** Some of the items, in their order. Drawn as a bit for each: fast-check keeps all it draws from. */
  #some<Item>(items: readonly Item[], atMost: number): readonly Item[] {
    const bits = this.#draw(fc.integer, { min: 0, max: 2 ** items.length - 1 });
    return items.filter((_, index) => ((bits >> index) & 1) === 1).slice(0, atMost);
  }
}
