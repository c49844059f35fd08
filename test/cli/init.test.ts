import { existsSync, globSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { buildSchema } from "graphql";
import { describe, expect, onTestFinished, test } from "vitest";
import { parse } from "yaml";

import { startDemoApi } from "../../scripts/demo/api.ts";
import { runCli } from "../../src/cli/run-cli.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { createGateway } from "../../src/gateway.ts";
import { createLogger } from "../../src/telemetry/logger.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { capturedContext } from "./captured-context.ts";

const written = [".graphqlrc.yml", "schema/api.graphql", "sluice.yaml"];

async function sluice(cwd: string, ...args: readonly string[]) {
  const captured = capturedContext({ cwd });
  const status = await runCli(args, captured.context);
  return { status, stdout: captured.stdout(), stderr: captured.stderr() };
}

/** All files below a directory, in order. */
function filesIn(directory: string): readonly string[] {
  return globSync(["**/*", "**/.*"], { cwd: directory, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
    .toSorted();
}

/** What a configuration of GraphQL editors names as the schema. */
function schemaFilesOf(path: string): unknown {
  const config: { readonly schema: unknown } = parse(readFileSync(path, "utf8"));
  return config.schema;
}

describe("sluice init", () => {
  test("writes a schema and settings, and says what to do next", async () => {
    const cwd = temporaryDirectory();

    const { status, stdout, stderr } = await sluice(cwd, "init");

    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(filesIn(cwd)).toEqual(written);
    for (const path of written) expect(stdout).toContain(path);
    expect(stdout).toMatch(/npx sluice dev --mock.*in place of https:\/\/api\.example\.com/s);
    expect(stdout).not.toContain("  cd ");
  });

  test("writes what `sluice check` has nothing against, and what makes a ttl a must", async () => {
    const cwd = temporaryDirectory();
    await sluice(cwd, "init");

    expect(await sluice(cwd, "check")).toMatchObject({
      status: 0,
      stdout: "schema: no problems.\n",
      stderr: "",
    });
    expect(loadConfig({ cwd, env: {} }).cache.requireTtl).toBe(true);
  });

  test("makes a directory that is not there, and tells how to get into it", async () => {
    const cwd = temporaryDirectory();

    const { status, stdout } = await sluice(cwd, "init", "apis/gateway");

    expect(status).toBe(0);
    expect(filesIn(join(cwd, "apis/gateway"))).toEqual(written);
    expect(stdout).toMatch(/Written in apis\/gateway:.*\n {2}cd apis\/gateway\n/s);
  });

  test("writes a schema that answers from the API that --url names, batched", async () => {
    const api = await startDemoApi();
    onTestFinished(() => api.close());
    const cwd = temporaryDirectory();

    const { stdout } = await sluice(cwd, "init", "--url", `${api.url}/`);
    expect(stdout).toContain(`those of ${api.url}, and run npx sluice dev`);
    expect(api.calls).toEqual([]);

    const log = createLogger({ mode: "production", level: "silent", isTerminal: false });
    const gateway = await createGateway({ config: loadConfig({ cwd, env: {} }), log });
    onTestFinished(() => gateway.stop());
    const { data, errors } = await gateway.execute({
      query: "{ posts { title user { name } } post(id: 3) { id } }",
    });

    expect(errors).toBeUndefined();
    expect(data?.["posts"]).toHaveLength(100);
    expect(data?.["post"]).toEqual({ id: "3" });
    expect(api.calls.toSorted()).toEqual([
      "GET /posts",
      "GET /posts/3",
      "GET /users?id=1&id=2&id=3&id=4&id=5&id=6&id=7&id=8&id=9&id=10",
    ]);
  });

  test("refuses a --url that is none, before it writes", async () => {
    const cwd = temporaryDirectory();

    const { status, stderr } = await sluice(cwd, "init", "--url", "api.example.com");

    expect(status).toBe(2);
    expect(stderr).toMatch(
      /'api\.example\.com' is invalid\. It must be an absolute http or https URL/,
    );
    expect(filesIn(cwd)).toEqual([]);
  });

  test.each(["sluice.yaml", ".graphqlrc.yml", "schema/of-mine.graphql", "schema"])(
    "changes nothing where %s is there already, and says so",
    async (path) => {
      const cwd = temporaryDirectory({ [path]: "mine" });

      const { status, stdout, stderr } = await sluice(cwd, "init");

      expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
      expect(stderr).toContain(`sluice init overwrites nothing, and ${path} is there already.`);
      expect(filesIn(cwd)).toEqual([path]);
      expect(readFileSync(join(cwd, path), "utf8")).toBe("mine");
    },
  );

  test("run twice, names all that it wrote the first time", async () => {
    const cwd = temporaryDirectory();
    await sluice(cwd, "init", "gateway");

    const { status, stderr } = await sluice(cwd, "init", "gateway");

    expect(status).toBe(1);
    for (const path of written) expect(stderr).toContain(`and gateway/${path} is there already`);
  });

  test("could not run where a file is in the way of the directory", async () => {
    const cwd = temporaryDirectory({ gateway: "a file" });

    const { status, stderr } = await sluice(cwd, "init", "gateway");

    expect(status).toBe(2);
    expect(stderr).toMatch(/INIT_CANNOT_WRITE.*gateway\/schema\/api\.graphql.*not a directory/s);
    expect(filesIn(cwd)).toEqual(["gateway"]);
  });

  test.each([
    [".", "./node_modules/sluice"],
    ["apis/gateway", "../../node_modules/sluice"],
  ])("in %s, points editors to the package that is installed above it", async (directory, path) => {
    const cwd = temporaryDirectory({ "node_modules/.package-lock.json": "{}" });
    symlinkSync(process.cwd(), join(cwd, "node_modules/sluice"));

    await sluice(cwd, "init", directory);

    const target = join(cwd, directory);
    const [, schema = ""] =
      /^# yaml-language-server: \$schema=(.+)$/m.exec(
        readFileSync(join(target, "sluice.yaml"), "utf8"),
      ) ?? [];
    expect(schema).toBe(`${path}/schema/sluice-config.schema.json`);
    expect(existsSync(join(target, schema))).toBe(true);
    const definitions = ["connect", "sluice"].map((name) => `${path}/schema/${name}.graphql`);
    expect(schemaFilesOf(join(target, ".graphqlrc.yml"))).toEqual(
      expect.arrayContaining(definitions),
    );
    for (const file of definitions) expect(existsSync(join(target, file))).toBe(true);
  });

  test("gives GraphQL editors definitions of all that the schema uses", async () => {
    const cwd = temporaryDirectory();
    await sluice(cwd, "init");

    const definitions = globSync("schema/*.graphql").map((path) => readFileSync(path, "utf8"));
    const own = readFileSync(join(cwd, "schema/api.graphql"), "utf8");

    expect(Object.keys(buildSchema([own, ...definitions].join("\n")).getTypeMap())).toContain(
      "Post",
    );
  });

  test("--help tells what it writes", async () => {
    const { status, stdout } = await sluice(temporaryDirectory(), "init", "--help");

    expect(status).toBe(0);
    for (const path of readdirSync("templates/init")) expect(stdout).toContain(path);
  });
});
