import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { runCli } from "../../src/cli/run-cli.ts";
import { writeGithubCommand } from "../../src/cli/write-github-command.ts";
import type { Problem } from "../../src/kernel/problem.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { capturedContext } from "./captured-context.ts";

const schema = (selection: string) => `
extend schema @source(name: "blog", http: { baseURL: "http://localhost:1" })
type Query {
  post(id: ID!): Post @connect(source: "blog", http: { GET: "/{$args.id}" }, selection: "${selection}")
}
type Post { id: ID! title: String }
`;
const doubtful = schema("id title");
const wrong = schema("id titel");
const [, , , lineFour = ""] = wrong.split("\n");

async function check(files: Readonly<Record<string, string>>, ...args: readonly string[]) {
  const cwd = temporaryDirectory(files);
  const captured = capturedContext({ cwd });
  const status = await runCli(["check", ...args], captured.context);
  // The working directory of the tests is another than that of the command.
  const stdout = captured.stdout().replaceAll(`${cwd}/`, "");
  return { status, stdout, stderr: captured.stderr() };
}

describe("--format json", () => {
  test("is all problems and their counts, as one value on standard output", async () => {
    const { status, stdout, stderr } = await check(
      { "schema/blog.graphql": wrong },
      "--format",
      "json",
    );
    expect(status).toBe(1);
    expect(stderr).toBe("");
    const report: unknown = JSON.parse(stdout);
    expect(report).toEqual({
      problems: [
        {
          severity: "error",
          code: "SELECTION_UNKNOWN_FIELD",
          message: 'A selection writes the fields of its type; Post has no field "titel".',
          help: expect.stringContaining('Did you mean "title"?'),
          file: "schema/blog.graphql",
          line: 4,
          column: lineFour.indexOf("titel") + 1,
          endLine: 4,
          endColumn: lineFour.indexOf("titel") + "titel".length + 1,
        },
        {
          severity: "warning",
          code: "MISSING_TTL",
          message: expect.any(String),
          help: expect.any(String),
          file: "schema/blog.graphql",
          line: 6,
          column: 6,
          endLine: 6,
          endColumn: 10,
        },
      ],
      summary: { subject: "schema", operations: 0, errors: 1, warnings: 1 },
    });
  });

  test("has the same keys where nothing is wrong, and where a problem has no place", async () => {
    const sound = doubtful.replace("type Post", 'type Post @freshness(ttl: "1s")');
    const nothing = await check({ "schema/blog.graphql": sound }, "--format", "json");
    expect(nothing.status).toBe(0);
    expect(JSON.parse(nothing.stdout)).toEqual({
      problems: [],
      summary: { subject: "schema", operations: 0, errors: 0, warnings: 0 },
    });
    const placeless = await check({}, "nowhere", "--format", "json");
    expect(placeless.status).toBe(2);
    expect(JSON.parse(placeless.stdout)).toMatchObject({
      problems: [{ code: "SCHEMA_NOT_FOUND", file: null, line: null, column: null }],
      summary: { errors: 1, warnings: 0 },
    });
  });

  test("counts operations, and has their problems, too", async () => {
    const sound = doubtful.replace("type Post", 'type Post @freshness(ttl: "1s")');
    const { status, stdout } = await check(
      { "schema/blog.graphql": sound, "post.graphql": "{ post(id: 1) { titel } }" },
      "--format=json",
      "--operations",
      "post.graphql",
    );
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      problems: [{ code: "OPERATION_INVALID", file: "post.graphql", line: 1, column: 17 }],
      summary: { operations: 1, errors: 1 },
    });
  });
});

describe("--format github", () => {
  test("is a workflow command for each problem, and the counts", async () => {
    const { status, stdout, stderr } = await check(
      { "schema/blog.graphql": wrong },
      "--format",
      "github",
    );
    expect(status).toBe(1);
    expect(stderr).toBe("");
    const [error, warning, ...rest] = stdout.split("\n");
    expect(error).toMatch(
      /^::error file=schema\/blog\.graphql,line=4,endLine=4,col=\d+,endColumn=\d+,title=SELECTION_UNKNOWN_FIELD::A selection .*%0ACorrect the name/,
    );
    expect(warning).toMatch(
      /^::warning file=schema\/blog\.graphql,line=6,endLine=6,col=6,endColumn=10,title=MISSING_TTL::/,
    );
    expect(rest).toEqual(["schema: 1 error and 1 warning.", ""]);
  });

  test("succeeds with warnings only", async () => {
    const { status, stdout } = await check({ "schema/blog.graphql": doubtful }, "--format=github");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^::warning .*\nschema: 1 warning\.\n$/);
  });
});

describe("a format that there is not", () => {
  test("is refused with those that there are", async () => {
    const { status, stderr } = await check({ "schema/blog.graphql": doubtful }, "--format", "xml");
    expect(status).toBe(2);
    expect(stderr).toMatch(/'xml' is invalid\. Allowed choices are text, json, github/);
  });
});

describe("a workflow command", () => {
  const problem: Problem = {
    severity: "error",
    code: "A",
    message: "100% wrong:\r\none, two",
    help: "Do this.",
    origin: { file: "a,b:c%.graphql", line: 1, column: 2 },
  };
  const here = { cwd: "/repository", env: {} };

  test("escapes what would end it, or one of its properties", () => {
    expect(writeGithubCommand(problem, here)).toBe(
      "::error file=a%2Cb%3Ac%25.graphql,line=1,col=2,title=A::100%25 wrong:%0D%0Aone, two%0ADo this.",
    );
  });

  test("names files from the workspace, wherever the command runs", () => {
    const env = { GITHUB_WORKSPACE: "/repository" };
    const inPackage = { ...problem, origin: { file: "a.graphql", line: 1, column: 2 } };
    const cwd = join("/repository", "packages", "gateway");
    expect(writeGithubCommand(inPackage, { cwd, env })).toContain(
      "file=packages/gateway/a.graphql,",
    );
  });

  test("has no place where the problem has none", () => {
    expect(writeGithubCommand({ ...problem, origin: undefined }, here)).toMatch(
      /^::error title=A::100/,
    );
  });
});
