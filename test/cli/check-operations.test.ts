import { describe, expect, test } from "vitest";

import { runCli } from "../../src/cli/run-cli.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { capturedContext } from "./captured-context.ts";

const schema = `
extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
  @source(name: "blog", http: { baseURL: "http://localhost:1" })
  @source(name: "people", http: { baseURL: "http://localhost:2" })
type Query {
  posts(limit: Int): [Post] @listSize(slicingArguments: ["limit"], requireOneSlicingArgument: false)
    @connect(source: "blog", http: { GET: "/posts?n={$args.limit}" }, selection: "id title author { id } likes { id }")
  post(id: ID!): Post
    @connect(source: "blog", http: { GET: "/posts/{$args.id}" }, selection: "id title author { id } likes { id }")
}
type Post @freshness(ttl: "1m") { id: ID! title: String author: Author likes: [Author] }
type Author @freshness(ttl: "1m")
  @connect(source: "people", http: { GET: "/people/{$this.id}" }, selection: "id name mail")
{ id: ID! name: String mail: String }
`;
/** Where an author has more that is fetched apart. */
const rich = schema.replace(
  "mail: String }",
  `mail: String
  mood: String @connect(source: "people", http: { GET: "/moods/{$this.mail}" }, selection: "$")
  friends: [Author] @connect(source: "people", http: { GET: "/friends/{$this.id}" }, selection: "id") }`,
);
const batched = schema
  .replace('"/people/{$this.id}"', '"/people?id={$batch.id->joinNotNull(\\",\\")}"')
  .replace("people/{$this.id}", "people");

interface Files {
  readonly operations?: Readonly<Record<string, string>>;
  readonly settings?: string;
  readonly schema?: string;
}

async function check(files: Files, ...args: readonly string[]) {
  const { operations = {}, settings = "" } = files;
  const captured = capturedContext({
    cwd: temporaryDirectory({
      "schema/blog.graphql": files.schema ?? schema,
      "sluice.yaml": settings === "" ? "{}" : settings,
      ...operations,
    }),
  });
  const status = await runCli(["check", ...args], captured.context);
  return { status, stdout: captured.stdout(), stderr: captured.stderr() };
}

const feed = "query Feed {\n  posts {\n    title\n    author { name }\n  }\n}\n";

describe("sluice check --operations", () => {
  test("counts the operations that are in order", async () => {
    const files = {
      schema: batched,
      operations: {
        "queries/feed.graphql": feed,
        "queries/more/post.graphql": "{ post(id: 1) { title } }",
      },
    };
    expect(await check(files, "--operations", "queries/**/*.graphql", "--max-calls", "2")).toEqual({
      status: 0,
      stdout: "schema and 2 operations: no problems.\n",
      stderr: "",
    });
  });

  test("fails for calls that a list multiplies, and says which, why and what to do", async () => {
    const { status, stdout, stderr } = await check(
      { operations: { "queries/feed.graphql": feed } },
      "--operations",
      "queries/*.graphql",
    );
    expect(status).toBe(1);
    expect(stdout).toMatch(/^schema and 1 operation: 1 error\b/);
    expect(stderr).toContain("error MULTIPLIED_CALLS queries/feed.graphql:4:14");
    expect(stderr).toContain(
      'In "Feed": Author.name at "posts[].author" is a call of Author for each item of "posts": posts = 100 calls.',
    );
    expect(stderr).toContain("author { name }\n");
    expect(stderr).toMatch(
      /→ Batch it: .*\$batch.*bound the list: by its argument "limit", or mark it @lazy or defer it/,
    );
  });

  test("fails for an operation that costs too much, and says what most of it is for", async () => {
    const { status, stderr } = await check(
      { operations: { "queries/feed.graphql": feed } },
      "--operations",
      "queries/*.graphql",
      "--max-calls",
      "20",
    );
    expect(status).toBe(1);
    expect(stderr).toContain("error OPERATION_TOO_DEAR queries/feed.graphql:4:14");
    expect(stderr).toContain('An operation may cost 20 calls, and "Feed" costs up to 101.');
    expect(stderr).toContain("In the worst case: blog: 1; people: posts = 100.");
    expect(stderr).toContain('Most of them, posts = 100, are for Author.name at "posts[].author".');
    expect(stderr).toContain(
      "→ Batch it: let a connector on the type that it fetches read $batch.",
    );
    expect(stderr).toContain(
      '→ Say how long Query.posts is, which is taken to have 100 items, as "limit" may be anything',
    );
    expect(stderr).toContain(
      "→ Select less, or allow it in the settings, with the reason: check.allow.",
    );
  });

  test("takes what variables may leave out for selected, and an argument that may be anything for none", async () => {
    const operations = {
      "q.graphql":
        "query Feed($n: Int = 1, $names: Boolean = false) { posts(limit: $n) { author @include(if: $names) { name } } }",
    };
    const { stderr } = await check(
      { operations },
      "--operations",
      "q.graphql",
      "--max-calls",
      "20",
    );
    expect(stderr).toContain('"Feed" costs up to 101.');
  });

  test("knows a list by the argument that bounds it", async () => {
    const operations = { "q.graphql": "query Feed { posts(limit: 5) { author { name } } }" };
    const { stderr } = await check({ operations }, "--operations", "q.graphql", "--max-calls", "5");
    expect(stderr).toContain('"Feed" costs up to 6.');
    expect(stderr).toContain('→ Ask for fewer items of "posts".');
  });

  test("asks how long a list is that no argument bounds", async () => {
    const operations = { "q.graphql": "query Likes { post(id: 1) { likes { name } } }" };
    const { stderr } = await check({ operations }, "--operations", "q.graphql", "--max-calls", "5");
    expect(stderr).toContain(
      "→ Say how long Post.likes is, which is taken to have 100 items: @listSize(assumedSize:), or an argument that bounds it.",
    );
  });

  test("does not ask to batch what is batched", async () => {
    const small = batched.replace(
      'selection: "id name mail")',
      'selection: "id name mail", batch: { maxSize: 5 })',
    );
    const files = { schema: small, operations: { "q.graphql": feed } };
    const { stderr } = await check(files, "--operations", "q.graphql", "--max-calls", "5");
    expect(stderr).toContain('"Feed" costs up to 21.');
    expect(stderr).not.toContain("Batch it");
  });

  test("only warns of multiplied calls that nobody waits for", async () => {
    const operations = {
      "q.graphql": "query Feed { posts { title ... @defer { author { name } } } }",
    };
    const { status, stderr } = await check({ operations }, "--operations", "q.graphql");
    expect(status).toBe(0);
    expect(stderr).toContain("warning MULTIPLIED_CALLS");
    expect(stderr).not.toContain("or defer it");
  });

  test("finds fragments in the other files, and the own one first", async () => {
    const operations = {
      "a.graphql": "query A { posts { ...Names } }",
      "b.graphql": "query B { posts { ...Names } }\nfragment Names on Post { title }",
      "c.graphql": "fragment Deep on Author { name }",
      "d.graphql": "query D { post(id: 1) { author { ...Deep } writer: author { ...Deep } } }",
    };
    expect(await check({ operations }, "--operations", "*.graphql")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining("schema and 3 operations: "),
    });
  });

  test("says of which fragment it does not know which is meant", async () => {
    const operations = {
      "a.graphql": "query A { posts { ...Names } }\nquery AA { posts { ...Names } }",
      "b.graphql": "fragment Names on Post { title }",
      "c.graphql": "fragment Names on Post { id }",
    };
    const { status, stderr } = await check({ operations }, "--operations", "*.graphql");
    expect(status).toBe(1);
    expect(stderr.match(/FRAGMENT_AMBIGUOUS a\.graphql:1:19/g)).toHaveLength(1);
    expect(stderr).toContain('"Names" has some in b.graphql and c.graphql.');
  });

  test("tells what does not fit the schema, with its place", async () => {
    const operations = {
      "a.graphql": "query A {\n  posts { titel ...Nowhere }\n}",
      "b.graphql": "query B {",
    };
    const { status, stdout, stderr } = await check({ operations }, "--operations", "*.graphql");
    expect(status).toBe(1);
    expect(stderr).toMatch(/OPERATION_INVALID a\.graphql:2:11.*Did you mean "title"/s);
    expect(stderr).toMatch(/OPERATION_INVALID a\.graphql:2:20.*Unknown fragment "Nowhere"/s);
    expect(stderr).toContain("OPERATION_SYNTAX b.graphql:1:10");
    expect(stdout).toMatch(/^schema and 1 operation: 3 errors\b/);
  });

  test("tells of an operation with more errors than anybody reads, and where they begin", async () => {
    const wrong = Array.from({ length: 101 }, (_, index) => `f${index}`).join(" ");
    const operations = { "q.graphql": `{ ${wrong} }` };
    const { status, stderr } = await check({ operations }, "--operations", "q.graphql");
    expect(status).toBe(1);
    expect(stderr).toContain("OPERATION_INVALID q.graphql:1:3");
    expect(stderr).toContain("Too many validation errors");
  });

  test("says when there is nothing to check", async () => {
    const none = await check({}, "--operations", "queries/*.graphql");
    expect(none.status).toBe(2);
    expect(none.stderr).toMatch(/OPERATIONS_NOT_FOUND\s+.*"queries\/\*\.graphql" matches none/);
    const files = { operations: { "a.graphql": "fragment A on Post { id }" } };
    const empty = await check(files, "--operations", "a.graphql", "--operations", "a.*");
    expect(empty.status).toBe(2);
    expect(empty.stderr).toContain("those of a.graphql, a.* hold none");
  });

  test("tells of an operation without a name, and of calls that only bring what others read", async () => {
    const operations = { "q.graphql": "{ posts {\n  author { mood }\n} }" };
    const { stderr } = await check(
      { operations, schema: rich },
      "--operations",
      "q.graphql",
      "--max-calls",
      "9",
    );
    expect(stderr).toContain("and an operation without a name costs up to 201.");
    expect(stderr).toContain('Most of them, posts = 100, are for Author at "posts[].author".');
    expect(stderr).toMatch(
      /MULTIPLIED_CALLS q\.graphql:1:1\n {2}In an operation without a name: Author at/,
    );
    expect(stderr).toContain("MULTIPLIED_CALLS q.graphql:2:12");
  });

  test("tells of an operation that is too large to be counted", async () => {
    let set = "{ id }";
    for (let depth = 0; depth < 14; depth++) set = `{ a: friends ${set} b: friends ${set} }`;
    const operations = { "q.graphql": `query Huge { post(id: 1) { author ${set} } }` };
    const { status, stderr } = await check(
      { operations, schema: rich },
      "--operations",
      "q.graphql",
    );
    expect(status).toBe(1);
    expect(stderr).toContain("error OPERATION_TOO_LARGE q.graphql:1:1");
  });

  test("does not count what a schema with errors would cost", async () => {
    const files = {
      schema: schema.replace("title: String", "titel: String"),
      operations: { "q.graphql": feed },
    };
    const { status, stdout } = await check(files, "--operations", "q.graphql");
    expect(status).toBe(1);
    expect(stdout).toMatch(/^schema: \d errors?\.\n$/);
  });

  test("takes a directory for all operations below it", async () => {
    const operations = {
      "queries/a.graphql": "{ post(id: 1) { title } }",
      "queries/more/b.gql": "{ post(id: 2) { title } }",
      "queries/README.md": "No operation.",
    };
    const { status, stdout } = await check({ operations }, "--operations", "queries");
    expect(status).toBe(0);
    expect(stdout).toMatch(/^schema and 2 operations: /);
  });

  test("refuses a threshold for operations where it is to check none", async () => {
    const { status, stderr } = await check({}, "--max-calls", "5");
    expect(status).toBe(2);
    expect(stderr).toContain("error OPERATIONS_NOT_FOUND");
    expect(stderr).toContain("--max-calls says what the operations may cost that are checked");
  });

  test("refuses a threshold that is no number", async () => {
    const { status, stderr } = await check({}, "--operations", "q.graphql", "--max-calls", "many");
    expect(status).toBe(2);
    expect(stderr).toContain("It must be a whole number from 1 to 1000000.");
  });
});

describe("the settings of the check", () => {
  const operations = { "queries/feed.graphql": feed };
  const head = "check:\n  operations: [queries/*.graphql]\n  maxCalls: 20\n";

  test("name operations beside their file, and what these may cost", async () => {
    const { status, stderr } = await check({ operations, settings: head });
    expect(status).toBe(1);
    expect(stderr).toContain('An operation may cost 20 calls, and "Feed" costs up to 101.');
  });

  test("allow an operation more, with the reason", async () => {
    const settings = `${head}  allow:
    - { operation: Feed, maxCalls: 150, reason: The people API takes one at a time. }
    - { operation: Feed, field: Author, reason: The same. }\n`;
    const { status, stderr } = await check({ operations, settings });
    expect(status).toBe(0);
    expect(stderr).not.toMatch(/OPERATION_TOO_DEAR|MULTIPLIED_CALLS|ALLOWANCE_UNUSED/);
  });

  test("do not allow it any number", async () => {
    const settings = `${head}  allow: [{ operation: Feed, maxCalls: 50, field: Author.name, reason: x }]\n`;
    const { status, stderr } = await check({ operations, settings });
    expect(status).toBe(1);
    expect(stderr).toContain('An operation may cost 50 calls, and "Feed" costs up to 101.');
    expect(stderr).not.toContain("MULTIPLIED_CALLS");
  });

  test("have entries that allow nothing any more", async () => {
    const settings = `${head}  allow:
    - { operation: Feed, maxCalls: 150, field: Author, reason: x }
    - { operation: Fed, field: Author, reason: x }
    - { operation: Feed, maxCalls: 99, reason: x }\n`;
    const { status, stderr } = await check({ operations, settings, schema: batched });
    expect(status).toBe(0);
    expect(stderr).toContain("warning ALLOWANCE_UNUSED sluice.yaml:5:7");
    expect(stderr).toContain('"Feed" does without 150 calls and the calls of Author.');
    expect(stderr).toContain('"Feed" does without 99 calls.');
    expect(stderr).toContain("warning ALLOWANCE_UNUSED sluice.yaml:6:7");
    expect(stderr).toMatch(/no operation is called "Fed"\..*Did you mean "Feed"\?/s);
  });

  test.each([
    [
      "no reason",
      "{ operation: Feed, maxCalls: 150 }",
      /sluice\.yaml:4:11\n {2}check\.allow\[0\]\.reason must be a text that is not empty, and is missing\./,
    ],
    [
      "a mistyped key",
      "{ operation: Feed, feild: Author, reason: x }",
      /sluice\.yaml:4:30\n {2}check\.allow\[0\] has no setting "feild"\.(?!.*check\.allow)/s,
    ],
    [
      "nothing that it allows",
      "{ operation: Feed, reason: x }",
      /sluice\.yaml:4:11\n {2}check\.allow\[0\] must be an entry with `maxCalls`, `field` or both, which say what it allows, and is \{ operation: 'Feed', reason: 'x' \}\./,
    ],
  ])("are wrong where an entry has %s", async (_what, entry, message) => {
    const { status, stderr } = await check({
      operations,
      settings: `${head}  allow: [${entry}]\n`,
    });
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
  });

  test("say how long lists are that nothing is known of", async () => {
    const settings = `${head}  listSize: 7\n`;
    const { stderr } = await check({ operations, settings });
    expect(stderr).toContain("posts = 7 calls");
  });
});

describe("operations beyond the limits", () => {
  const fragments = {
    "queries/names.graphql": "query Names { post(id: 1) { ...A } }",
    "queries/a.graphql": "fragment A on Post { id title }",
    "queries/without.graphql": "{ post(id: 1) { id } }",
  };

  test("are told before a client is, with their fragments, and what to change", async () => {
    const { status, stderr } = await check(
      { schema: batched, operations: fragments, settings: "limits: { fields: 2 }" },
      "--operations",
      "queries",
    );
    expect(status).toBe(1);
    expect(stderr).toContain("OPERATION_BEYOND_LIMIT queries/names.graphql:1:1");
    expect(stderr).toContain(
      'A gateway with these settings refuses "Names" (TOO_MANY_FIELDS). An operation may select 2 fields, those of fragments wherever they are spread; this one has 3.',
    );
    expect(stderr).toContain("Ask for less, or raise limits.fields.");
    expect(stderr).not.toContain("without");
  });

  test("may be so by what no setting bounds, and may have no name", async () => {
    const often = `{ ${"post(id: 1) { id } ".repeat(200)} }`;
    const { status, stderr } = await check(
      {
        schema: batched,
        operations: { "queries/often.graphql": often },
        settings: "limits: { rootFields: 1000 }",
      },
      "--operations",
      "queries",
    );
    expect(status).toBe(1);
    expect(stderr).toContain(
      "A gateway with these settings refuses an operation without a name (TOO_MANY_REPETITIONS).",
    );
    expect(stderr).toContain("Ask for less.\n");
  });

  test("are none within them", async () => {
    const { status } = await check(
      { schema: batched, operations: fragments, settings: "limits: { fields: 3 }" },
      "--operations",
      "queries",
    );
    expect(status).toBe(0);
  });
});
