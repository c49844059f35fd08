import { describe, expect, test } from "vitest";

import { runCli } from "../../src/cli/run-cli.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { capturedContext } from "./captured-context.ts";

const schema = `
extend schema @source(name: "blog", http: { baseURL: "https://blog.test", headers: { name: "x-key", value: "{$config.key}" } })
type Query {
  post(id: ID!): Post @connect(source: "blog", http: { GET: "/{$args.id}" }, selection: "id title")
}
type Post @freshness(ttl: "1m") { id: ID! title: String }
`;

const passing = `
tests:
  - name: A post
    target: Query.post
    variables: { $args: { id: 1 } }
    apiResponseBody: { id: 1, title: One }
    expect:
      connectorRequest: { url: https://blog.test/1 }
      connectorResponse: { id: 1, title: One }
`;
const failing = passing.replace("https://blog.test/1", "https://blog.test/2");
const skipped = "tests: [{ name: Later, target: Query.post, skip: true }]";
const broken = "tests: [{ name: Lost, target: Query.pots }]";
const malformed = "test: []";

const ofOther = (path: string) =>
  `config: { schema: ${path} }\n${passing.replace("https://blog.test", "https://other.test")}`;

async function run(
  files: Readonly<Record<string, string>>,
  args: readonly string[] = [],
  context: Parameters<typeof capturedContext>[0] = {},
) {
  const cwd = temporaryDirectory(files);
  const captured = capturedContext({ cwd, ...context });
  const status = await runCli(["test", ...args], captured.context);
  const [stdout, stderr] = [captured.stdout(), captured.stderr()].map((text) =>
    text.replaceAll(cwd, "."),
  );
  return { status, stdout, stderr };
}

describe("sluice test", () => {
  test("runs the suites beside the schema, and says how many passed", async () => {
    expect(
      await run({
        "schema/blog.graphql": schema,
        "schema/blog.connector.yaml": passing,
        "schema/deep/more.connector.yml": passing,
        "schema/node_modules/a.connector.yaml": failing,
        "schema/other.yaml": failing,
        "elsewhere/a.connector.yaml": failing,
      }),
    ).toEqual({
      status: 0,
      stdout: `schema/blog.connector.yaml
  ✓ A post → Query.post

schema/deep/more.connector.yml
  ✓ A post → Query.post

2 tests in 2 suites: 2 passed.
`,
      stderr: "",
    });
  });

  test("runs those in tests/, too, and those beside a schema of one file", async () => {
    const files = {
      "api/blog.graphql": schema,
      "api/blog.connector.yaml": passing,
      "tests/a.connector.yaml": passing,
    };
    const { status, stdout } = await run(files, ["--schema", "api/blog.graphql"]);
    expect(status).toBe(0);
    expect(stdout).toContain("2 tests in 2 suites: 2 passed.");
  });

  test("tells what has failed, with its place, what was expected and what came", async () => {
    const { status, stdout, stderr } = await run({
      "schema/blog.graphql": schema,
      "schema/blog.connector.yaml": failing.replace(
        "title: One }\n",
        "title: One }\n    status: 200\n",
      ),
    });
    expect(status).toBe(1);
    expect(stderr).toBe("");
    expect(stdout).toBe(`schema/blog.connector.yaml
  ✗ A post → Query.post  schema/blog.connector.yaml:3
    connectorRequest.url  schema/blog.connector.yaml:9
      - expected  https://blog.test/2
      + came      https://blog.test/1

1 test in 1 suite: 0 passed, 1 failed.
`);
  });

  test("compares long values line by line, and leaves out what is the same", async () => {
    const body = JSON.stringify({ id: 1, title: "One" });
    const { stdout } = await run({
      "schema/blog.graphql": schema
        .replace('"id title"', '"id title a: $([1, 2, 3, 4, 5, 6])"')
        .replace("title: String", "title: String a: [Int]"),
      "schema/blog.connector.yaml": passing
        .replace("apiResponseBody: { id: 1, title: One }", `apiResponseBody: '${body}'`)
        .replace(
          "connectorResponse: { id: 1, title: One }",
          "connectorResponse: { id: 1, a: [1, 2, 3, 4, 5, 7], title: Two }",
        ),
    });
    expect(stdout).toContain(`    connectorResponse  schema/blog.connector.yaml:9
      - expected  + came
        …
            3,
            4,
            5,
      -     7
      +     6
          ],
      -   "title": "Two"
      +   "title": "One"
        }
`);
  });

  test("colours a terminal only", async () => {
    const files = { "schema/blog.graphql": schema, "schema/blog.connector.yaml": failing };
    const { stdout } = await run(files, [], { isTerminal: true });
    expect(stdout).toContain("\u001B[31m✗\u001B[39m");
    expect((await run(files)).stdout).not.toContain("\u001B");
  });

  test("counts what is skipped", async () => {
    const { status, stdout } = await run({
      "schema/blog.graphql": schema,
      "schema/a.connector.yaml": skipped,
    });
    expect(status).toBe(0);
    expect(stdout).toContain("  - Later → Query.post skipped");
    expect(stdout).toContain("1 test in 1 suite: 0 passed, 1 skipped.");
  });

  test("could not run a test of a connector that there is not, and runs the others", async () => {
    const { status, stdout, stderr } = await run({
      "schema/blog.graphql": schema,
      "schema/a.connector.yaml": broken,
      "schema/b.connector.yaml": passing,
      "schema/c.connector.yaml": failing,
    });
    expect(status).toBe(2);
    expect(stdout).toContain("! Lost → Query.pots  schema/a.connector.yaml:1 could not run");
    expect(stdout).toContain("3 tests in 3 suites: 1 passed, 1 failed, 1 could not run.");
    expect(stderr).toMatch(
      /SUITE_UNKNOWN_CONNECTOR schema\/a\.connector\.yaml:1:31.*\^.*Did you mean "Query\.post"/s,
    );
    expect(stderr).toContain("Not all tests could be run: 1 problem.");
  });

  test("could not run a suite that is malformed, and runs the others", async () => {
    const { status, stdout, stderr } = await run({
      "schema/blog.graphql": schema,
      "schema/a.connector.yaml": malformed,
      "schema/b.connector.yaml": passing,
    });
    expect(status).toBe(2);
    expect(stdout).toContain("1 test in 1 suite: 1 passed.");
    expect(stderr).toMatch(
      /SUITE_UNKNOWN_KEY schema\/a\.connector\.yaml:1:1.*Did you mean "tests"/s,
    );
    expect(stderr).toContain("Not all tests could be run: 2 problems.");
  });

  test.each([
    ["no suite", {}, [], /SUITES_NOT_FOUND.*beside \.\/schema there is none/s],
    [
      "no test",
      { "schema/a.connector.yaml": "tests: []" },
      [],
      /TESTS_NOT_FOUND.*none in schema\/a/s,
    ],
    [
      "no such file",
      {},
      ["a.connector.yaml"],
      /SUITES_NOT_FOUND.*"a\.connector\.yaml" names none/s,
    ],
    ["nothing in a directory", { "a/b.yaml": "" }, ["a"], /SUITES_NOT_FOUND.*"a" names none/s],
    ["no such configuration", {}, ["-c", "none.yaml"], /CONFIG_NOT_FOUND/],
    [
      "a filter for nothing",
      { "schema/a.connector.yaml": passing },
      ["--filter", "zzz"],
      /TESTS_NOT_FOUND.*has "zzz" in its name.*Correct --filter/s,
    ],
    [
      "a schema that is none",
      { "schema/a.connector.yaml": passing, "schema/more.graphql": "type Query { a: Strin }" },
      [],
      /UNKNOWN_TYPE/,
    ],
    [
      "resolvers that fail",
      { "schema/a.connector.yaml": passing, "sluice.yaml": "resolvers: none.ts" },
      [],
      /module of resolvers/,
    ],
  ])("could not run with %s", async (_what, files, args, problem) => {
    const { status, stdout, stderr } = await run({ "schema/blog.graphql": schema, ...files }, args);
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(problem);
  });

  test("tells what is wrong with a schema once, however many suites are for it", async () => {
    const { stderr } = await run({
      "schema/blog.graphql": schema.replace("id title", "id titel"),
      "schema/a.connector.yaml": passing,
      "schema/b.connector.yaml": passing,
    });
    expect(String(stderr).match(/SELECTION_UNKNOWN_FIELD/g)).toHaveLength(1);
    expect(stderr).not.toContain("MISSING_TTL");
  });

  test("runs the files, directories and globs that it is given, each once", async () => {
    const files = {
      "schema/blog.graphql": schema,
      "schema/a.connector.yaml": failing,
      "one.yaml": passing,
      "dir/b.connector.yaml": passing,
      "glob/c1.connector.yaml": passing,
      "glob/c2.connector.yaml": passing,
    };
    const args = ["one.yaml", "dir", "glob/*.connector.yaml", "dir/b.connector.yaml"];
    const { status, stdout } = await run(files, args);
    expect(status).toBe(0);
    expect(stdout).toContain("4 tests in 4 suites: 4 passed.");
  });

  test("runs only the tests whose name has the filter's text", async () => {
    const { status, stdout } = await run(
      {
        "schema/blog.graphql": schema,
        "schema/a.connector.yaml": `${passing}${failing.replace("tests:", "").replace("A post", "A bad one")}`,
        "schema/b.connector.yaml": skipped,
      },
      ["--filter", "post"],
    );
    expect(status).toBe(0);
    expect(stdout).toContain("1 test in 1 suite: 1 passed.");
  });

  describe("with the schema", () => {
    const other = schema.replace("https://blog.test", "https://other.test");
    test("that the suite names, which needs no configured one", async () => {
      const { status } = await run(
        { "api/other.graphql": other, "tests/a.connector.yaml": ofOther("../api/other.graphql") },
        [],
      );
      expect(status).toBe(0);
      const beside = { "a/b.graphql": other, "a/b.connector.yaml": ofOther("b.graphql") };
      expect((await run(beside)).status).toBe(0);
    });

    test("of --schema, whatever the suite names", async () => {
      const files = {
        "a.graphql": schema,
        "b.graphql": other,
        "t/a.connector.yaml": ofOther("../a.graphql"),
      };
      expect((await run(files, ["t"])).status).toBe(1);
      expect((await run(files, ["t", "--schema", "b.graphql"])).status).toBe(0);
    });

    test("as a whole, where the suite names one of its files", async () => {
      const { status, stderr } = await run({
        "schema/a.graphql": schema
          .replace("type Query", "type Query { author: Author }\nextend type Query")
          .replace("title: String", "title: String author: Author"),
        "schema/b.graphql": "type Author { name: String }",
        "resolvers.mjs":
          "export const resolvers = { Query: { author: () => ({}) }, Post: { author: () => ({}) }, Author: { name: () => '' } };",
        "sluice.yaml": "resolvers: resolvers.mjs",
        "schema/a.connector.yaml": `config: { schema: a.graphql }\n${passing}`,
      });
      expect(stderr).toBe("");
      expect(status).toBe(0);
    });
  });

  test("takes $config from the settings, and $env from the environment; the base URL is the schema's", async () => {
    const files = {
      "schema/blog.graphql": schema.replace("{$config.key}", "{$config.key}-{$env.REGION}"),
      "schema/a.connector.yaml": passing.replace(
        "url: https://blog.test/1",
        "url: https://blog.test/1, headers: { x-key: k-eu }",
      ),
      "sluice.yaml": "sources: { blog: { baseUrl: 'http://localhost:1', config: { key: k } } }",
    };
    const { status, stdout } = await run(files, [], { env: { REGION: "eu", NONE: undefined } });
    expect(stdout).toContain("1 passed");
    expect(status).toBe(0);
  });

  test("runs connectors without a source, too", async () => {
    const { status } = await run({
      "schema/a.graphql":
        'type Query { a: Int @connect(http: { GET: "https://a.test/a" }, selection: "$") }',
      "schema/a.connector.yaml":
        "tests: [{ name: a, target: Query.a, expect: { connectorRequest: { path: /a } } }]",
    });
    expect(status).toBe(0);
  });

  test("reports as JSON", async () => {
    const files = { "schema/blog.graphql": schema, "schema/a.connector.yaml": failing };
    const { status, stdout } = await run(files, ["--reporter", "json"]);
    expect(status).toBe(1);
    expect(JSON.parse(String(stdout))).toEqual({
      passed: 0,
      failed: 1,
      skipped: 0,
      broken: 0,
      suites: [
        {
          name: "schema/a.connector.yaml",
          file: "schema/a.connector.yaml",
          tests: [
            {
              name: "A post",
              target: "Query.post",
              line: 3,
              status: "failed",
              failures: [
                {
                  what: "connectorRequest.url",
                  line: 8,
                  expected: "https://blog.test/2",
                  came: "https://blog.test/1",
                },
              ],
            },
          ],
        },
      ],
    });
  });

  test("reports as JUnit does, with what XML cannot have escaped", async () => {
    const { status, stdout } = await run(
      {
        "schema/blog.graphql": schema,
        "schema/a.connector.yaml": `${failing.replace("A post", '"<A> & \\"post\\" \\x01"')}
  - { name: Later, target: Query.post, skip: true }
  - { name: Lost, target: Query.pots }
  - { name: Good, target: Query.post }`,
      },
      ["--reporter", "junit"],
    );
    expect(status).toBe(2);
    expect(stdout).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="sluice test" tests="4" failures="1" errors="1" skipped="1">
  <testsuite name="schema/a.connector.yaml" tests="4" failures="1" errors="1" skipped="1">
    <testcase name="&lt;A&gt; &amp; &quot;post&quot; \ufffd" classname="Query.post" file="schema/a.connector.yaml" line="3">
      <failure message="connectorRequest.url">connectorRequest.url  schema/a.connector.yaml:8
  - expected  https://blog.test/2
  + came      https://blog.test/1</failure>
    </testcase>
    <testcase name="Later" classname="Query.post" file="schema/a.connector.yaml" line="11">
      <skipped/>
    </testcase>
    <testcase name="Lost" classname="Query.pots" file="schema/a.connector.yaml" line="12">
      <error message="It could not run."/>
    </testcase>
    <testcase name="Good" classname="Query.post" file="schema/a.connector.yaml" line="13"/>
  </testsuite>
</testsuites>
`);
  });

  test("says what there is in its help, and refuses another reporter", async () => {
    const help = await run({}, ["--help"]);
    expect(help.status).toBe(0);
    expect(help.stdout).toContain("Exit status: 0 all passed, 1 a test failed, 2 a test, or all,");
    expect((await run({}, ["--reporter", "tap"])).status).toBe(2);
  });
});
