import {
  namedTypeOf,
  printTypeRef,
  type RandomField,
  type RandomGraph,
  type RandomType,
} from "./random-graph.ts";

/** Prints a graph as a connect schema: every field has the origin that the graph says. */
export function printGraph(graph: RandomGraph): string {
  return new GraphPrinter(graph).print();
}

class GraphPrinter {
  readonly #graph: RandomGraph;

  constructor(graph: RandomGraph) {
    this.#graph = graph;
  }

  print(): string {
    const { types, query, unionMembers } = this.#graph;
    return [
      'extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])',
      "scalar Blob",
      "enum Color { RED GREEN }",
      "interface Shared { id: ID! shared: String }",
      `union Any = ${unionMembers.map((member) => types[member]?.name).join(" | ")}`,
      this.#type(query, [
        ...types.map((type) => `  all${type.name}: [${type.name}] ${this.#all(type)}`),
        // Operations have a variable of this type, and a schema has only the types it uses.
        `  anInt: Int ${connect("an-int", "$")}`,
      ]),
      ...types.map((type) => this.#type(type, ["  id: ID!"])),
    ].join("\n");
  }

  #type(type: RandomType, lines: readonly string[]): string {
    const isShared = this.#isShared(type);
    const shared = isShared ? ["  shared: String"] : [];
    const fields = type.fields.map((field) => this.#field(type, field));
    const heading = `type ${type.name}${isShared ? " implements Shared" : ""} ${this.#fill(type)}`;
    return `${heading}{\n${[...lines, ...shared, ...fields].join("\n")}\n}`;
  }

  #field(type: RandomType, field: RandomField): string {
    const args = field.hasArgument ? "(n: Int = 3)" : "";
    const sdl = `  ${field.name}${args}: ${printTypeRef(field.type)}`;
    if (field.origin !== "field") return sdl;
    const key = type.name === "Query" ? "" : "/{$this.id}";
    const query = field.hasArgument ? "?n={$args.n}" : "";
    return `${sdl} ${connect(`${field.name}${key}${query}`, this.#selection(field) ?? "$")}`;
  }

  #all(type: RandomType): string {
    return connect(type.name, this.#base(type));
  }

  #fill(type: RandomType): string {
    if (type.fill === "none") return "";
    const fields = type.fields.filter(({ origin }) => origin === "fill");
    const selection = ["id", ...fields.map((field) => this.#selected(field))].join(" ");
    return type.fill === "batch"
      ? connect(`${type.name}?ids={$batch.id->joinNotNull(',')}`, selection)
      : connect(`${type.name}/{$this.id}`, selection);
  }

  /** What comes with every object of a type. */
  #base(type: RandomType): string {
    const fields = type.fields.filter(({ origin }) => origin === "base");
    const shared = this.#isShared(type) ? ["shared"] : [];
    return ["id", ...shared, ...fields.map((field) => this.#selected(field))].join(" ");
  }

  #selected(field: RandomField): string {
    const selection = this.#selection(field);
    return selection === undefined ? field.name : `${field.name} { ${selection} }`;
  }

  /** The selection on a field's objects; undefined for scalars and enums. */
  #selection(field: RandomField): string | undefined {
    const name = namedTypeOf(field.type);
    const { types, interfaceMembers, unionMembers } = this.#graph;
    const type = types.find((each) => each.name === name);
    if (type !== undefined) return this.#base(type);
    if (name !== "Shared" && name !== "Any") return undefined;
    const members = name === "Shared" ? interfaceMembers : unionMembers;
    const arms = members.map((member) => {
      const memberType = types[member];
      return memberType === undefined
        ? ""
        : `["${memberType.name}", { __typename: "${memberType.name}", ${this.#literal(memberType)} }]`;
    });
    return `... kind->match(${arms.join(", ")})`;
  }

  #literal(type: RandomType): string {
    const fields = type.fields
      .filter(({ origin }) => origin === "base")
      .map((field) => `${field.name}: ${this.#selected(field)}`);
    const shared = this.#isShared(type) ? ["shared: shared"] : [];
    return ["id: id", ...shared, ...fields].join(", ");
  }

  #isShared(type: RandomType): boolean {
    return this.#graph.interfaceMembers.some((member) => this.#graph.types[member] === type);
  }
}

function connect(path: string, selection: string): string {
  return `@connect(http: { GET: "http://graph.test/${path}" }, selection: """${selection}""")`;
}
