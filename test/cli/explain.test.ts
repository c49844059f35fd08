import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";

import { runCli } from "../../src/cli/run-cli.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { json, startUpstream } from "../support/upstream.ts";
import { capturedContext } from "./captured-context.ts";

const schema = (baseUrl: string) => `
extend schema @source(name: "blog", http: { baseURL: "${baseUrl}" })
type Query {
  posts: [Post!] @connect(source: "blog", http: { GET: "/posts" }, selection: "id author: { id: userId }")
  post(id: ID!): Post @connect(source: "blog", http: { GET: "/posts/{$args.id}" }, selection: "id author: { id: userId }")
}
type Mutation {
  addPost: Post @connect(source: "blog", http: { POST: "/posts" }, selection: "id author: { id: userId }")
}
type Post @freshness(ttl: "1m") { id: ID! author: User }
type User @freshness(ttl: "1m")
  @connect(source: "blog", http: { GET: "/users", queryParams: "id: $batch.id", headers: [{ name: "x-who", from: "x-who" }] }, selection: "id name")
{ id: ID! name: String }
`;
const operation = "query Feed { posts { author { name } } }";

describe("sluice explain is told", () => {
  test.each([
    [["-"], "standard input"],
    [["-q", " "], "--query"],
  ])("that there is no operation: %j", async (args, name) => {
    const { status, stderr } = await explain(args, { input: "" });
    expect(status).toBe(2);
    expect(stderr).toContain("OPERATION_UNREADABLE");
    expect(stderr).toContain(`An operation must be there, and ${name} is empty.`);
  });

  test("which variables the operation does not have, and how many objects of a type it goes by", async () => {
    const sizes = ["--size", "User=3"];
    const { stdout } = await explain(["feed.graphql", "--variables", '{"ids": 1}', ...sizes]);
    expect(stdout).toContain('The operation has no variable "ids": it is ignored.');
    expect(stdout).toContain("Of User there are 3 different objects in all, as given.");
  });

  test("where help is for a flag that is mistyped", async () => {
    const { status, stderr } = await explain(["feed.graphql", "--sise", "posts=3"]);
    expect(status).toBe(2);
    expect(stderr).toContain("Run sluice explain --help to see what there is.");
  });
});

afterEach(() => {
  vi.unstubAllEnvs();
});

interface Run {
  readonly files?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly isTerminal?: boolean;
  readonly baseUrl?: string;
}

async function explain(args: readonly string[], { files, baseUrl, ...more }: Run = {}) {
  const cwd = temporaryDirectory({
    "schema/blog.graphql": schema(baseUrl ?? "http://localhost:1"),
    "feed.graphql": operation,
    ...files,
  });
  const captured = capturedContext({ cwd, ...more });
  const status = await runCli(["explain", ...args], captured.context);
  return { status, stdout: captured.stdout(), stderr: captured.stderr() };
}

async function startBlog() {
  const upstream = await startUpstream({
    "GET /posts": () => json([1, 2, 3].map((id) => ({ id, userId: id }))),
    "GET /users": ({ query }) => json(query.getAll("id").map((id) => ({ id, name: `Name ${id}` }))),
    "POST /posts": () => json({ id: 4, userId: 1 }),
  });
  onTestFinished(() => upstream.close());
  return { asked: upstream.asked, requests: upstream.requests, baseUrl: upstream.url };
}

describe("sluice explain", () => {
  test("writes the plan of a file's operation as text, and what it costs", async () => {
    expect(await explain(["feed.graphql"])).toEqual({
      status: 0,
      stderr: "",
      stdout: `\
query Feed feed.graphql:1

└─ posts              GET /posts  1 call
   │  blog · shared by all callers
   │  kept for 1 min
   └─ posts[].author  GET /users  ceil(posts/100) = 1 call
         brings name · blog · batches of at most 100 · shared by callers of equal x-who
         kept for 1 min

Calls  estimated                at worst                 allowed
blog   1 + ceil(posts/100) = 2  1 + ceil(posts/100) = 2  200

Lists
  posts  100  a guess: nothing says how long Query.posts is

Taken for granted
  Nothing is kept yet, and nobody else asks for the same at this moment.
  Nothing says how long posts is: the settings take a list to have so many items.
  A batch counts once: it takes more calls where its URL would be too long, or where a source refuses it and it is halved.
  A call counts once, however often it is tried again.
`,
    });
  });

  test("reads it from the command line, or from standard input", async () => {
    expect(await explain(["--query", operation])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^query Feed --query:1\n/),
    });
    expect(await explain(["-"], { input: operation })).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^query Feed standard input:1\n/),
    });
  });

  test("counts with the sizes and variables that it is given", async () => {
    const sizes = ["--size", "posts=250", "--size", "User=3"];
    expect((await explain(["feed.graphql", ...sizes])).stdout).toContain("posts  250  as given");
    const query =
      "query ($id: ID!, $more: Boolean!) { post(id: $id) { id author @include(if: $more) { name } } }";
    const variables = JSON.stringify({ id: "1", more: false });
    expect((await explain(["-q", query, "--variables", variables])).stdout).not.toContain("author");
    expect((await explain(["-q", query])).stdout).toContain("The variables are not known");
  });

  test("picks an operation by its name", async () => {
    const two = `${operation} query Other { post(id: 1) { id } }`;
    expect((await explain(["-q", two, "-o", "Other"])).stdout).toMatch(/^query Other/);
    const { status, stderr } = await explain(["-q", two]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/OPERATION_NOT_FOUND.*→ Name one of its operations: Feed, Other/s);
  });

  test("writes JSON, and Mermaid", async () => {
    const { stdout } = await explain(["feed.graphql", "-f", "json"]);
    expect(JSON.parse(stdout)).toMatchObject({
      operation: { name: "Feed", kind: "query", origin: { file: "feed.graphql", line: 1 } },
      steps: [{ id: "1", children: [{ id: "1.1" }] }],
      total: { calls: { value: 2 } },
    });
    expect((await explain(["feed.graphql", "--format", "mermaid"])).stdout).toMatch(
      /^flowchart LR\n {2}start\(\["query Feed<br>.*\n {2}start --> step_1\["posts/,
    );
  });

  test("has colours on a terminal only", async () => {
    vi.stubEnv("NO_COLOR", undefined);
    vi.stubEnv("NODE_DISABLE_COLORS", undefined);
    vi.stubEnv("FORCE_COLOR", "1");
    const { stdout } = await explain(["feed.graphql"], { isTerminal: true });
    expect(stdout).toContain("\u001B[36mposts\u001B[39m");
    vi.stubEnv("FORCE_COLOR", undefined);
    expect((await explain(["feed.graphql"])).stdout).not.toContain("\u001B");
  });

  test("needs a schema, and no configuration", async () => {
    const files = { "other.graphql": schema("http://localhost:1").replaceAll("posts", "news") };
    const { status, stdout } = await explain(["-q", "{ news { id } }", "-s", "other.graphql"], {
      files,
    });
    expect(status).toBe(0);
    expect(stdout).toContain("GET /news");
  });
});

describe("sluice explain --analyze", () => {
  test("runs the operation against the real sources, and writes what happened beside the plan", async () => {
    const { asked, baseUrl } = await startBlog();
    const { status, stdout } = await explain(["feed.graphql", "--analyze"], { baseUrl });
    expect(status).toBe(0);
    expect(asked).toEqual(["GET /posts", "GET /users?id=1&id=2&id=3"]);
    expect(stdout).toMatch(
      /posts\[\]\.author {2}GET \/users .*\n.*\n.*\n\s+ran: 3 fetched for 3 objects, [\d.]+ms/,
    );
    expect(stdout).toMatch(/Calls {2}made .*\nblog {3}2 {5}1 \+ ceil/);
    expect(stdout).toMatch(
      /in all: [\d.]+ms upstream, [\d.]+ms waiting, [\d.]+ms in the gateway\./,
    );
    expect(stdout).not.toContain("Name 1");
  });

  test("sends the headers that it is given, and tells nothing of them", async () => {
    const { requests, baseUrl } = await startBlog();
    const args = ["feed.graphql", "-a", "-H", "X-Who: me", "--header", "x-other:you", "-f", "json"];
    const { stdout } = await explain(args, { baseUrl });
    expect(requests.at(-1)?.headers).toMatchObject({ "x-who": "me" });
    expect(JSON.parse(stdout)).toMatchObject({ analysis: { calls: 2, errors: 0 } });
    expect(stdout).not.toMatch(/"me"|"you"/);
  });

  test("runs for the caller that it is told of, and tells nothing of them", async () => {
    const { asked, baseUrl } = await startBlog();
    const mine = `extend schema @source(name: "mine", http: { baseURL: "${baseUrl}" })
      extend type Query {
        mine: [Post!] @authenticated
          @connect(source: "mine", http: { GET: "/posts?by={$context.claims.sub}" }, selection: "id author: { id: userId }")
      }`;
    const args = ["-q", "{ mine { id } }", "-a", "--claims", '{"sub": 9007199254740993}'];
    const { stdout } = await explain(args, { baseUrl, files: { "schema/mine.graphql": mine } });
    expect(asked).toEqual(["GET /posts?by=9007199254740993"]);
    expect(stdout).toContain("shared by callers of equal $context.claims.sub");
    expect(stdout).not.toContain("9007199254740993");
  });

  test("asks nobody without it, and changes nothing with it, unless that is allowed", async () => {
    const { asked, baseUrl } = await startBlog();
    const query = "mutation { addPost { id } }";
    expect(await explain(["-q", query], { baseUrl })).toMatchObject({ status: 0 });
    const { status, stdout, stderr } = await explain(["-q", query, "--analyze"], { baseUrl });
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(/MUTATION_NOT_ALLOWED.*--allow-mutations/s);
    expect(asked).toEqual([]);
    await explain(["-q", query, "--analyze", "--allow-mutations"], { baseUrl });
    expect(asked).toEqual(["POST /posts"]);
  });

  test("is well when sources fail: that is what it tells", async () => {
    const { status, stdout, stderr } = await explain(["feed.graphql", "--analyze"], {
      files: { "sluice.yaml": "sources: { blog: { retry: { attempts: 1 } } }" },
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("Query.posts: 1 key, HTTP_CLIENT_ERROR");
  });
});

describe("an operation that is wrong", () => {
  test("is shown with its line and a caret, from a file or not", async () => {
    const wrong = "{\n  posts { titel }\n}";
    const fromFile = await explain(["wrong.graphql"], { files: { "wrong.graphql": wrong } });
    expect(fromFile).toMatchObject({ status: 1, stdout: "" });
    expect(fromFile.stderr).toContain(shown("wrong.graphql"));
    expect((await explain(["-"], { input: wrong })).stderr).toContain(shown("standard input"));
    expect((await explain(["-q", wrong])).stderr).toContain(shown("--query"));
    expect(fromFile.stderr).toMatch(/Nothing was explained: 1 problem\.\n$/);
  });

  test("is not explained against a schema or settings that are wrong", async () => {
    const files = { "schema/blog.graphql": "type Query { a: Int }" };
    expect(await explain(["feed.graphql"], { files })).toMatchObject({ status: 1, stdout: "" });
    const settings = { "sluice.yaml": "sources: { blgo: {} }" };
    for (const more of [[], ["--analyze"]]) {
      // oxlint-disable-next-line no-await-in-loop -- one gateway after the other
      const { status, stderr } = await explain(["feed.graphql", ...more], { files: settings });
      expect(status).toBe(1);
      expect(stderr).toContain("UNKNOWN_SOURCE");
    }
  });

  test.each([
    ["no operation", []],
    ["two of them", ["feed.graphql", "-q", operation]],
    ["a file that is not there", ["gone.graphql"]],
    ["a schema that is not there", ["feed.graphql", "-s", "gone.graphql"]],
  ])("could not be explained: %s", async (_what, args) => {
    expect(await explain(args)).toMatchObject({ status: 2, stdout: "" });
  });

  test.each([
    [["--variables", "[1]"], "JSON object"],
    [["--variables", "{"], "JSON object"],
    [["--claims", "ann"], '{"sub": "ann"}'],
    [["--size", "posts"], "posts=100"],
    [["--size", "posts=many"], "posts=100"],
    [["--header", "x-who"], '"name: value"'],
    [["--format", "svg"], "text, json, mermaid"],
  ])("%j is refused with what it must be", async (args, rule) => {
    const { status, stderr } = await explain(["feed.graphql", ...args]);
    expect(status).toBe(2);
    expect(stderr).toContain(rule);
  });

  test("--help tells its arguments, examples and exit status", async () => {
    const { status, stdout } = await explain(["--help"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /explain \[options\] \[operation\].*--analyze.*Examples:.*Exit status: 0/s,
    );
  });
});

/** What is shown of it. */
function shown(name: string): string {
  return `error OPERATION_INVALID ${name}:2:11
  Cannot query field "titel" on type "Post".

  1 │ {
  2 │   posts { titel }
    │           ^
`;
}
