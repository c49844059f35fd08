/**
 * Writes src/resolvers/generated.ts, the types resolvers implement, from
 * schema/. With --check it writes nothing and fails when the file is out of date.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";

import { codegen } from "@graphql-codegen/core";
import * as typescript from "@graphql-codegen/typescript";
import * as resolvers from "@graphql-codegen/typescript-resolvers";
import { parse } from "graphql";

const filename = "src/contract/generated.ts";
const sdl = globSync("schema/**/*.graphql")
  .toSorted()
  .map((path) => readFileSync(path, "utf8"))
  .join("\n");

const code = await codegen({
  filename,
  schema: parse(sdl),
  documents: [],
  plugins: [{ typescript: {} }, { resolvers: {} }],
  pluginMap: { typescript, resolvers },
  config: {
    contextType: "./context.ts#GatewayContext",
    mappers: { Book: "../sources/books/books-source.ts#BookRow" },
    enumsAsTypes: true,
    useTypeImports: true,
    strictScalars: true,
  },
});

if (!process.argv.includes("--check")) {
  writeFileSync(filename, code);
} else if (readFileSync(filename, "utf8") !== code) {
  throw new Error(`${filename} is out of date: run npm run codegen`);
}
