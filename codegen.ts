/**
 * Writes what is made from schemas. With --check it writes nothing and fails when a file is out of
 * date.
 *
 * - src/contract/generated.ts: the arguments of our own directives, from schema/sluice.graphql.
 * - scripts/demo/generated.ts: what the demo's custom resolvers implement, from schema/demo/.
 * - schema/sluice-config.schema.json and docs/reference/: from src/config/ and schema/.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";

import { codegen } from "@graphql-codegen/core";
import * as typescript from "@graphql-codegen/typescript";
import * as resolvers from "@graphql-codegen/typescript-resolvers";
import type { DefinitionNode, DocumentNode, InputValueDefinitionNode } from "graphql";
import { Kind, parse, printSchema } from "graphql";
import { format } from "oxfmt";

import { configurationPage } from "./scripts/reference/configuration-page.ts";
import { directivesPage } from "./scripts/reference/directives-page.ts";
import { editorSchema } from "./scripts/reference/editor-schema.ts";
import { readContract } from "./src/contract/read-contract.ts";

const shared = { enumsAsTypes: true, useTypeImports: true, strictScalars: true };

await writeTypes("src/contract/generated.ts", {
  schema: argumentsAsTypes(parse(readFileSync("schema/sluice.graphql", "utf8"))),
  plugins: { typescript },
  config: {
    ...shared,
    scalars: { Duration: "string" },
    // Absent is undefined, never null.
    inputMaybeValue: "T | undefined",
  },
});

await writeTypes("scripts/demo/generated.ts", {
  // Which fields have a custom resolver is not known before there are types to write one with.
  schema: parse(
    printSchema(readContract({ path: "schema/demo", resolvers: { has: () => true } }).schema),
  ),
  plugins: { typescript, resolvers },
  config: {
    ...shared,
    contextType: "../../src/execution/resolvers.ts#ResolverContext",
    makeResolverTypeCallable: true,
    customResolverFn: "../../src/execution/resolvers.ts#FieldResolver",
  },
});

await writeFormatted("schema/sluice-config.schema.json", editorSchema());
await writeFormatted("docs/reference/configuration.md", configurationPage());
await writeFormatted("docs/reference/directives.md", directivesPage());

/** Turns `directive @lazy(…)` into `input LazyDirectiveArgs { … }`, so that it becomes a type. */
function argumentsAsTypes({ definitions, kind }: DocumentNode): DocumentNode {
  const typed = definitions.map((node): DefinitionNode => {
    if (node.kind !== Kind.DIRECTIVE_DEFINITION) return node;
    const { name, arguments: args = [], description } = node;
    const fields = args.map(withDefaultFilledIn);
    const [initial = "", ...rest] = name.value;
    const value = `${initial.toUpperCase()}${rest.join("")}DirectiveArgs`;
    return {
      kind: Kind.INPUT_OBJECT_TYPE_DEFINITION,
      name: { ...name, value },
      fields,
      ...(description === undefined ? {} : { description }),
    };
  });
  return { kind, definitions: typed };
}

/** What has a default is always there once it is read. */
function withDefaultFilledIn(argument: InputValueDefinitionNode): InputValueDefinitionNode {
  const { defaultValue, type, ...rest } = argument;
  if (defaultValue === undefined || type.kind === Kind.NON_NULL_TYPE) return argument;
  return { ...rest, type: { kind: Kind.NON_NULL_TYPE, type } };
}

interface Generation {
  readonly schema: DocumentNode;
  readonly plugins: Parameters<typeof codegen>[0]["pluginMap"];
  readonly config: Readonly<Record<string, unknown>>;
}

async function writeTypes(
  filename: string,
  { schema, plugins, config }: Generation,
): Promise<void> {
  const code = await codegen({
    filename,
    schema,
    documents: [],
    plugins: Object.keys(plugins).map((name) => ({ [name]: {} })),
    pluginMap: plugins,
    config,
  });
  write(filename, code);
}

/** As `npm run format` would have it. */
async function writeFormatted(filename: string, text: string): Promise<void> {
  const { code } = await format(filename, text, {
    printWidth: 100,
    embeddedLanguageFormatting: "off",
  });
  write(filename, code);
}

function write(filename: string, code: string): void {
  if (!process.argv.includes("--check")) {
    writeFileSync(filename, code);
  } else if (!existsSync(filename) || readFileSync(filename, "utf8") !== code) {
    throw new Error(`${filename} is out of date: run npm run codegen`);
  }
}
