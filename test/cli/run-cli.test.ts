import { appendFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { Writable } from "node:stream";

import { describe, expect, onTestFinished, test } from "vitest";

import { runCli } from "../../src/cli/run-cli.ts";
import { runDev } from "../../src/cli/dev.ts";
import { startUpstream } from "../support/upstream.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { capturedContext } from "./captured-context.ts";

/** A schema without calls, so that these tests need no API. */
const schema = `
  extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])
  type Query { greeting: Greeting @connect(selection: """text: "hello" """) }
  type Greeting { text: String }
`;
const config = "server: { port: 0 }\nlog: { level: silent }\n";
const files = { "schema/api.graphql": schema, "sluice.yaml": config };

function run(args: readonly string[], directory = temporaryDirectory(files)) {
  const captured = capturedContext({ cwd: directory });
  const status = runCli(args, captured.context);
  onTestFinished(async () => {
    captured.stop();
    await status;
  });
  const shows = (text: string) => captured.shows(text, status);
  return { ...captured, shows, status, directory };
}

async function ask(url: string, query: string): Promise<unknown> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  return await response.json();
}

function urlIn(output: string): string {
  const [url = ""] = /http:\/\/\S+/.exec(output) ?? [];
  return url;
}

/** Where GraphQL is answered, from the address that is shown. */
function endpointIn(output: string): string {
  return new URL("/graphql", urlIn(output)).href;
}

describe("sluice", () => {
  test("--help tells the commands, where settings come from, and the exit status", async () => {
    const { status, stdout } = run(["--help"]);
    expect(await status).toBe(0);
    expect(stdout()).toMatch(/dev \[options\].*serve \[options\].*SLUICE_.*Exit status: 0/s);
  });

  test("dev --help tells the flags", async () => {
    const { status, stdout } = run(["dev", "--help"]);
    expect(await status).toBe(0);
    for (const flag of ["--config", "--schema", "--host", "--port"]) {
      expect(stdout()).toContain(flag);
    }
  });

  test.each(["dev", "serve", "tune", "invalidate"])("%s --help has examples", async (name) => {
    const { status, stdout } = run([name, "--help"]);
    expect(await status).toBe(0);
    expect(stdout()).toMatch(new RegExp(`Examples:\n  sluice ${name} .*Exit status: 0`, "s"));
  });

  test("serve --help tells the signals that it takes", async () => {
    const { status, stdout } = run(["serve", "--help"]);
    expect(await status).toBe(0);
    expect(stdout()).toMatch(/SIGTERM, SIGINT .*SIGHUP /s);
  });

  test("--version tells the version", async () => {
    const { status, stdout } = run(["--version"]);
    expect(await status).toBe(0);
    expect(stdout()).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  test.each([
    [[], /Usage: sluice/],
    [["dve"], /unknown command 'dve'.*Did you mean dev\?.*--help/s],
    [["dev", "--prot", "1"], /unknown option '--prot'.*Did you mean --port\?/s],
    [["dev", "--port", "http"], /'http' is invalid.*whole number from 0 to 65535/s],
    [["dev", "--port", "70000"], /'70000' is invalid.*whole number from 0 to 65535/s],
    [["dev", "--mock-seed", "x"], /'x' is invalid.*whole number/s],
    [["dev", "--mock-latency", "x"], /'x' is invalid.*duration/s],
    [["dev", "--mock-nulls", "10"], /'10' is invalid.*share from 0% to 100%/s],
    [["dev", "--mock-errors", "101%"], /'101%' is invalid.*share from 0% to 100%/s],
    [["dev", "--mock=,"], /',' is invalid.*names of sources/s],
    [["serve", "--mock"], /unknown option '--mock'/],
    [["dev", "extra"], /too many arguments/],
  ])("%j is bad usage", async (args, message) => {
    const { status, stderr, stdout } = run(args);
    expect(await status).toBe(2);
    expect(stderr()).toMatch(message);
    expect(stdout()).toBe("");
  });
});

describe("sluice dev", { timeout: 30_000 }, () => {
  test("serves, shows its address and a query that works, and stops when asked", async () => {
    const { shows, status, stop, stdout } = run(["dev"]);
    await shows("{ greeting { text } }");
    expect(await ask(endpointIn(stdout()), "{ greeting { text } }")).toEqual({
      data: { greeting: { text: "hello" } },
    });
    expect(stdout()).toMatch(/The schema is schema: change it/);
    stop();
    expect(await status).toBe(0);
    await expect(ask(endpointIn(stdout()), "{ greeting { text } }")).rejects.toThrow(
      "fetch failed",
    );
  });

  test("--mock makes the values of a whole schema up, says so, and calls nothing", async () => {
    const api = await startUpstream({});
    onTestFinished(() => api.close());
    const directory = temporaryDirectory({
      "greet.mjs": 'export const resolvers = { Query: { greet: () => "hi" } };',
      "sluice.yaml": `${config}schema: ${process.cwd()}/schema/demo\nresolvers: greet.mjs\nsources: { jsonplaceholder: { baseUrl: "${api.url}" } }\n`,
    });
    const { shows } = run(["dev", "--mock", "--mock-seed", "7"], directory);
    const shown = await shows("{ posts {");
    expect(shown).toContain("Its data is made up (--mock, seed 7): no source is called.");
    const query =
      "{ greet posts { id title user { id name posts { user { id } } } comments { id } } }";
    const answer = await ask(endpointIn(shown), query);
    expect(answer).toMatchObject({ data: { posts: { length: 100 } } });
    expect(answer).not.toHaveProperty("errors");
    expect(api.connectionCount()).toBe(0);

    const again = run(["dev", "--mock=jsonplaceholder", "--mock-seed", "7"], directory);
    const shownAgain = await again.shows("{ posts {");
    expect(shownAgain).toContain(
      "Some of its data is made up (--mock, seed 7): jsonplaceholder is not called.",
    );
    expect(await ask(endpointIn(shownAgain), query)).toEqual(answer);
  });

  test("--mock-latency alone mocks, too, and stays in force after a reload", async () => {
    const { shows, directory } = run(["dev", "--mock-latency", "5ms"]);
    const shown = await shows("{ greeting { text } }");
    expect(shown).toContain("Its data is made up (--mock, seed 1)");
    const path = join(directory, "schema/api.graphql");
    writeFileSync(
      path,
      schema
        .replace("selection", 'http: { GET: "http://127.0.0.1:1/" } selection')
        .replace('text: "hello" ', "text"),
    );
    await shows("Reloaded: ");
    expect(await ask(endpointIn(shown), "{ greeting { text } }")).toMatchObject({
      data: { greeting: { text: expect.stringMatching(/./) } },
    });
  });

  test("reloads a changed schema at the same address", async () => {
    const { shows, directory, stdout } = run(["dev"]);
    await shows("{ greeting { text } }");
    writeFileSync(join(directory, "schema/api.graphql"), schema.replace("hello", "good day"));
    await shows(`Reloaded: ${join("schema", "api.graphql")}.`);
    expect(await ask(endpointIn(stdout()), "{ greeting { text } }")).toEqual({
      data: { greeting: { text: "good day" } },
    });
  });

  test("names no explorer where the settings switch it off", async () => {
    const { shows, stdout } = run(
      ["dev"],
      temporaryDirectory({
        ...files,
        "sluice.yaml": config.replace("}", ", explorer: false }"),
      }),
    );
    await shows("{ greeting { text } }");
    expect(stdout()).toContain("Open it in a browser and paste a query:");
    expect(stdout()).not.toContain("/explorer");
  });

  test("keeps the old schema while the new one is broken, says why, and takes it once it is whole", async () => {
    const { shows, directory, stdout, stderr } = run(["dev"]);
    await shows("{ greeting { text } }");
    const path = join(directory, "schema/api.graphql");
    writeFileSync(path, schema.replace("Greeting @", "Greting @"));
    await shows("Not reloaded: the last working schema and configuration go on.");
    expect(stderr()).toMatch(/error \w+ .*api\.graphql:3:\d+.*Greting.*\^/s);
    expect(await ask(endpointIn(stdout()), "{ greeting { text } }")).toMatchObject({
      data: { greeting: { text: "hello" } },
    });
    writeFileSync(path, schema.replace("hello", "whole"));
    await shows("Reloaded: ");
    expect(await ask(endpointIn(stdout()), "{ greeting { text } }")).toMatchObject({
      data: { greeting: { text: "whole" } },
    });
  });

  test("reloads the configuration, and says what only a restart can change", async () => {
    const { shows, directory } = run(["dev"]);
    await shows("{ greeting { text } }");
    writeFileSync(join(directory, "other.graphql"), schema.replace("hello", "other"));
    writeFileSync(
      join(directory, "sluice.yaml"),
      `${config}schema: other.graphql\n`.replace("0", "1"),
    );
    const shown = await shows("Reloaded: sluice.yaml.");
    expect(shown).toContain("Restart it for what changed in server.port.");
    expect(await ask(endpointIn(shown), "{ greeting { text } }")).toMatchObject({
      data: { greeting: { text: "other" } },
    });
    appendFileSync(join(directory, "other.graphql"), "# watched now\n");
    await shows("Reloaded: other.graphql.");
  });

  test("takes a new schema file that was broken at first once that is whole", async () => {
    const { shows, directory } = run(["dev"]);
    const url = endpointIn(await shows("{ greeting { text } }"));
    const path = join(directory, "other.graphql");
    writeFileSync(path, schema.replace("Greeting @", "Greting @"));
    writeFileSync(join(directory, "sluice.yaml"), `${config}schema: other.graphql\n`);
    await shows("Not reloaded: the last working schema and configuration go on.");
    writeFileSync(path, schema.replace("hello", "whole"));
    await shows("Reloaded: other.graphql.");
    expect(await ask(url, "{ greeting { text } }")).toEqual({
      data: { greeting: { text: "whole" } },
    });
  });

  test("reloads when the module of resolvers changes", async () => {
    const directory = temporaryDirectory({
      "api.graphql": "type Query { greet: String }",
      "resolvers.mjs": 'export const resolvers = { Query: { greet: () => "hi" } };',
      "sluice.yaml": `${config}schema: api.graphql\nresolvers: resolvers.mjs\n`,
    });
    const { shows } = run(["dev"], directory);
    const url = endpointIn(await shows("{ greet }"));
    expect(await ask(url, "{ greet }")).toEqual({ data: { greet: "hi" } });
    writeFileSync(
      join(directory, "resolvers.mjs"),
      'export const resolvers = { Query: { greet: () => "hello" } };',
    );
    await shows("Reloaded: resolvers.mjs.");
    expect(await ask(url, "{ greet }")).toEqual({ data: { greet: "hello" } });
  });

  test("keeps the old configuration while the new one is broken", async () => {
    const { shows, directory } = run(["dev"]);
    await shows("{ greeting { text } }");
    writeFileSync(join(directory, "sluice.yaml"), "server: { prt: 1 }");
    expect(await shows("Not reloaded")).toMatch(/sluice\.yaml:1:11.*no setting "prt"/s);
  });

  test("goes on when a reload fails in a way that nobody foresaw", async () => {
    const directory = temporaryDirectory(files);
    const captured = capturedContext({ cwd: directory });
    let isBroken = false;
    const options = {
      get defaults() {
        if (isBroken) throw new Error("the disk is on fire");
        return {};
      },
    };
    const status = runDev(options, captured.context);
    const url = endpointIn(await captured.shows("{ greeting { text } }", status));
    isBroken = true;
    appendFileSync(join(directory, "schema/api.graphql"), "# changed\n");
    expect(await captured.shows("Not reloaded", status)).toContain("the disk is on fire");
    expect(await ask(url, "{ greeting { text } }")).toMatchObject({
      data: { greeting: { text: "hello" } },
    });
    captured.stop();
    expect(await status).toBe(0);
  });

  test("takes flags over the file", async () => {
    const directory = temporaryDirectory({
      ...files,
      "b.graphql": schema.replaceAll("greet", "salut"),
    });
    const { shows } = run(
      ["dev", "--schema", "b.graphql", "--host", "127.0.0.1", "-p", "0"],
      directory,
    );
    expect(await shows("{ saluting { text } }")).toMatch(/The schema is b\.graphql/);
  });

  test("lists all problems of a schema that is broken from the start, and ends with 1", async () => {
    const directory = temporaryDirectory({
      ...files,
      "schema/api.graphql": schema.replace("Greeting @", "Greting @"),
    });
    const { status, stderr } = run(["dev"], directory);
    expect(await status).toBe(1);
    expect(stderr()).toMatch(/Greting.*Sluice did not start: \d problem/s);
  });

  test("says that a schema or a configuration is not there", async () => {
    const noSchema = run(["dev", "--schema", "gone.graphql"]);
    expect(await noSchema.status).toBe(2);
    expect(noSchema.stderr()).toMatch(/gone\.graphql.* does not exist/);
    const noConfig = run(["dev", "--config", "gone.yaml"]);
    expect(await noConfig.status).toBe(2);
    expect(noConfig.stderr()).toMatch(/gone\.yaml does not exist/);
  });

  test.each(["dev", "serve"])(
    "and %s say that their port is in use, and end with 2",
    async (command) => {
      const other = createServer();
      await new Promise<void>((resolve) => {
        other.listen(0, "127.0.0.1", resolve);
      });
      onTestFinished(() => void other.close());
      const address = other.address();
      const port = typeof address === "object" ? String(address?.port) : "";
      const { status, stderr } = run([command, "--port", port]);
      expect(await status).toBe(2);
      expect(stderr()).toContain(`Port ${port} on 127.0.0.1 is in use`);
      expect(stderr()).not.toContain("    at ");
    },
  );
});

describe("runDev, for a program that starts it", { timeout: 30_000 }, () => {
  test("takes defaults below file and environment, resolvers, and what to show", async () => {
    const cwd = temporaryDirectory({
      "demo.graphql": "type Query { greet: String }",
      "sluice.yaml": "server: { port: 0 }\n",
    });
    const captured = capturedContext({ cwd, env: { SLUICE_LOG_LEVEL: "silent" } });
    const status = runDev(
      {
        defaults: { schema: "demo.graphql", server: { port: 1 }, log: { level: "info" } },
        resolvers: { Query: { greet: () => "hi" } },
        query: "{\n  greet\n}",
        next: ["Read docs/guide.md next."],
      },
      captured.context,
    );
    const shown = await captured.shows("Read docs/guide.md next.", status);
    expect(shown).toContain("  {\n    greet\n  }\n");
    expect(await ask(endpointIn(shown), "{ greet }")).toEqual({ data: { greet: "hi" } });
    captured.stop();
    expect(await status).toBe(0);
  });
});

test("a failure of the streams themselves is passed on", async () => {
  const { context } = capturedContext();
  const stdout = new Writable({
    write: () => {
      throw new Error("the pipe is broken");
    },
  });
  await expect(runCli(["--version"], { ...context, stdout })).rejects.toThrow("the pipe is broken");
});

describe("sluice serve", () => {
  test("ends with 0 when it is asked to stop, even before it listens", async () => {
    const captured = capturedContext({ cwd: temporaryDirectory(files) });
    captured.stop();
    expect(await runCli(["serve"], captured.context)).toBe(0);
    expect(captured.stderr()).toBe("");
  });
});
