import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";

import { afterEach, beforeEach, describe, expect, test } from "vitest";

import { readContract } from "../../src/contract/read-contract.ts";
import { readSchemaFiles } from "../../src/contract/schema-files.ts";
import { ProblemsError } from "../../src/kernel/problem.ts";

let directory = "";

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "sluice-schema-"));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

function write(name: string, text: string): string {
  const path = join(directory, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
}

function problemOf(read: () => unknown) {
  try {
    read();
  } catch (error) {
    if (error instanceof ProblemsError) return error.problems[0];
    throw error;
  }
  return undefined;
}

describe("a schema path", () => {
  test("may be a file of any name", () => {
    const path = write("schema.txt", "type Query { a: Int }");
    expect(readSchemaFiles(path)).toEqual([{ file: path, text: "type Query { a: Int }" }]);
  });

  test("may be a directory: all schema files below it, sorted, and no other", () => {
    write("b.graphql", "b");
    write("a/c.gql", "c");
    write("a/b.graphqls", "d");
    write("a/readme.md", "e");
    expect(readSchemaFiles(directory).map(({ text }) => text)).toEqual(["d", "c", "b"]);
  });

  test("may be a glob", () => {
    write("a.graphql", "a");
    write("x/b.graphql", "b");
    mkdirSync(join(directory, "y.graphql"));
    expect(readSchemaFiles(join(directory, "**/*.graphql")).map(({ text }) => text)).toEqual([
      "a",
      "b",
    ]);
  });

  test("names files relative to where the process runs", () => {
    const path = "schema/sluice.graphql";
    expect(readSchemaFiles(join(process.cwd(), path)).map(({ file }) => file)).toEqual([path]);
    expect(relative(process.cwd(), directory).startsWith("..")).toBe(true);
  });

  test("that does not exist is refused, with what to do", () => {
    const path = join(directory, "missing");
    expect(problemOf(() => readContract({ path }))).toMatchObject({
      code: "SCHEMA_NOT_FOUND",
      severity: "error",
      message: `The schema path "${path}" does not exist.`,
      help: expect.stringContaining("a glob"),
      origin: undefined,
    });
  });

  test("that matches nothing is refused", () => {
    expect(problemOf(() => readSchemaFiles(join(directory, "*.graphql")))).toMatchObject({
      code: "SCHEMA_NOT_FOUND",
      message: expect.stringContaining("matches no file"),
    });
  });

  test("of a directory without schema files is refused", () => {
    write("readme.md", "x");
    expect(problemOf(() => readSchemaFiles(directory))?.code).toBe("SCHEMA_EMPTY");
  });
});

test("a contract is read from the files of a directory", () => {
  write("a.graphql", "type Query { a: Int }");
  write("b.graphql", "extend type Query { b: P }");
  write("c.graphql", "type P { id: ID }");
  const resolvers = new Set(["Query.a", "Query.b"]);
  const contract = readContract({ path: directory, resolvers });
  expect(Object.keys(contract.schema.getTypeMap())).toContain("P");
  expect(contract.problems).toEqual([]);
});
