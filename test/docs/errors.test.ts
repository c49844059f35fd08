import { globSync, readFileSync } from "node:fs";

import { ApolloServerErrorCode } from "@apollo/server/errors";
import { describe, expect, test } from "vitest";

import { codeRowsOf, readMarkdown } from "./support/markdown.ts";

const { path, text } = readMarkdown("docs/errors.md");
const [forClients = "", atLoad = ""] = text.split("## What stops a start");

describe("docs/errors.md", () => {
  test("has every code that clients see, each once, and no other", () => {
    const codes = new Set([
      ...codesIn("src/kernel/gateway-error.ts", /\| "([A-Z_]+)"/g),
      ...codesIn("src/admission/limit-exceeded.ts", /\| "([A-Z_]+)"/g),
      ...codesIn("src/server/*.ts", /new HttpError\([^;]*?, "([A-Z_]+)"/g),
      ...codesIn("src/server/http-error.ts", /\[\d+, "([A-Z_]+)"\]/g),
      ...codesIn("src/**/*.ts", /extensions: \{[^}]*\bcode: "([A-Z_]+)"/g),
      ...Object.values(ApolloServerErrorCode),
    ]);
    expect(documentedIn(forClients)).toEqual([...codes].toSorted());
  });

  test("has every code of a problem at load, each once, and no other", () => {
    const codes = new Set([
      ...codesIn("src/contract/contract-problem.ts", /\| "([A-Z_]+)"/g),
      ...codesIn("src/**/*.ts", /(?<!extensions: \{[^}]*)\bcode: "([A-Z_]+)"/g),
    ]);

    expect(documentedIn(atLoad)).toEqual([...codes].toSorted());
  });

  test("marks the codes that only warn", () => {
    const warnings = [
      ...codesIn("src/contract/**/*.ts", /\.warn\("([A-Z_]+)"/g),
      ...codesIn("src/**/*.ts", /\bcode: "([A-Z_]+)",\s*severity: "warning"/g),
    ];
    const marked = codeRowsOf({ path, text: atLoad })
      .filter(([, cause]) => cause?.startsWith("_Warning._"))
      .map(([code]) => code);

    expect(new Set(marked)).toEqual(new Set(warnings));
  });
});

function codesIn(glob: string, pattern: RegExp): readonly string[] {
  return globSync(glob).flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(pattern)].map(([, code = ""]) => code),
  );
}

function documentedIn(part: string): readonly string[] {
  return codeRowsOf({ path, text: part })
    .map(([code = ""]) => code)
    .toSorted();
}
