import { readFileSync } from "node:fs";

import {
  type DirectiveDefinitionNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type InputObjectTypeDefinitionNode,
  type InputValueDefinitionNode,
  Kind,
  parse,
  print,
  type ScalarTypeDefinitionNode,
} from "graphql";

import { directiveExamples } from "./directive-examples.ts";
import { table } from "./table.ts";

/** The page with every directive, from the definitions in `schema/`. */
export function directivesPage(): string {
  const [own, connect] = ["schema/sluice.graphql", "schema/connect.graphql"].map((path) =>
    parse(readFileSync(path, "utf8")),
  );
  const documents = [own, connect].filter((document) => document !== undefined);
  const types = documents.flatMap(({ definitions }) => definitions.filter(isType));
  const links = new Set(types.map(({ name }) => name.value));
  const examples = directiveExamples();
  const sections = (document: DocumentNode | undefined): readonly string[] =>
    directivesOf(document).flatMap((directive) => directiveSection(directive, examples, links));
  return [
    "<!-- Written by `npm run codegen` from schema/*.graphql. Do not edit. -->",
    "# Directive reference",
    `Every directive that a schema may use without defining it, from the definitions in
[schema/sluice.graphql](../../schema/sluice.graphql) and [schema/connect.graphql](../../schema/connect.graphql). How they work together is told in
[The schema](../schema.md) and [Freshness](../freshness.md). All examples are parts of one schema.`,
    `Sluice's own: ${list(own)}. Those of connect and of its ecosystem: ${list(connect)}.`,
    "## Sluice's own",
    ...sections(own),
    "## Of connect, and of its ecosystem",
    ...sections(connect),
    "## Types of arguments",
    ...types.flatMap((type) => typeSection(type, links)),
  ].join("\n\n");
}

type TypeNode = EnumTypeDefinitionNode | InputObjectTypeDefinitionNode | ScalarTypeDefinitionNode;

function isType(node: { readonly kind: Kind }): node is TypeNode {
  return (
    node.kind === Kind.ENUM_TYPE_DEFINITION ||
    node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION ||
    node.kind === Kind.SCALAR_TYPE_DEFINITION
  );
}

function directivesOf(document: DocumentNode | undefined): readonly DirectiveDefinitionNode[] {
  return (document?.definitions ?? []).filter((node) => node.kind === Kind.DIRECTIVE_DEFINITION);
}

function list(document: DocumentNode | undefined): string {
  return directivesOf(document)
    .map(({ name }) => `[\`@${name.value}\`](#${name.value.toLowerCase()})`)
    .join(", ");
}

function directiveSection(
  directive: DirectiveDefinitionNode,
  examples: ReadonlyMap<string, string>,
  links: ReadonlySet<string>,
): readonly string[] {
  const { name, description, arguments: args = [], locations, repeatable } = directive;
  const places = locations.map((location) => `\`${location.value}\``).join(", ");
  const example = examples.get(name.value);
  return [
    `### @${name.value}`,
    description?.value ?? "",
    `On ${places}${repeatable ? "; several times, if need be" : ""}.`,
    ...argumentsTable("Argument", args, links),
    ...(example === undefined ? [] : [`\`\`\`graphql\n${example}\n\`\`\``]),
  ];
}

function typeSection(type: TypeNode, links: ReadonlySet<string>): readonly string[] {
  const heading = [`### ${type.name.value}`, type.description?.value ?? ""];
  switch (type.kind) {
    case Kind.SCALAR_TYPE_DEFINITION:
      return heading;
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return [...heading, ...argumentsTable("Field", type.fields ?? [], links)];
    case Kind.ENUM_TYPE_DEFINITION: {
      const rows = (type.values ?? []).map((value) => [
        `\`${value.name.value}\``,
        value.description?.value ?? "",
      ]);
      return [...heading, table(["Value", "What it is"], rows)];
    }
  }
}

function argumentsTable(
  title: string,
  args: readonly InputValueDefinitionNode[],
  links: ReadonlySet<string>,
): readonly string[] {
  const rows = args.map(({ name, type, defaultValue, description }) => [
    `\`${name.value}\``,
    withLink(print(type), links),
    defaultValue === undefined ? defaultOf(type.kind) : `\`${print(defaultValue)}\``,
    description?.value ?? "",
  ]);
  return rows.length === 0 ? [] : [table([title, "Type", "Default", "What it is"], rows)];
}

function defaultOf(kind: Kind): string {
  return kind === Kind.NON_NULL_TYPE ? "required" : "none";
}

/** A type as it is written, which leads to its section if it has one. */
function withLink(type: string, links: ReadonlySet<string>): string {
  const name = type.replaceAll(/[[\]!]/g, "");
  return links.has(name) ? `[\`${type}\`](#${name.toLowerCase()})` : `\`${type}\``;
}
