import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { formatMessage } from "publint/utils";
import { publint } from "publint";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { startDemoApi } from "../../scripts/demo/api.ts";
import { type Packed, packProject, runIn } from "./support/packed.ts";
import { startSluice } from "./support/running.ts";

const manifest: { readonly version: string } = JSON.parse(readFileSync("package.json", "utf8"));
const query = "{ posts { title user { name } } }";

let packed: Packed;
/** Where it is installed. */
let project: string;

beforeAll(async () => {
  packed = await packProject();
  project = await packed.install();
  return () => packed.remove();
}, 240_000);

/** Runs the installed command, as `npx sluice` does. */
function sluice(...args: readonly string[]) {
  return runIn(project, [join(project, "node_modules/.bin/sluice"), ...args]);
}

/** Runs a module in a project. */
function run(cwd: string, name: string, code: string) {
  writeFileSync(join(cwd, name), code);
  return runIn(cwd, [process.execPath, name]);
}

async function ask(url: string) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ query }),
  });
  const answer: { readonly data: { readonly posts: readonly unknown[] } } =
    (await response.json()) as never;
  return answer.data.posts;
}

describe("the tarball", { timeout: 90_000 }, () => {
  test("has what is needed to run it, and neither tests, nor the demo, nor sources", () => {
    expect(packed.files).toEqual(
      expect.arrayContaining([
        "CHANGELOG.md",
        "LICENSE",
        "README.md",
        "dist/gateway.d.ts",
        "dist/gateway.js",
        "deploy/kubernetes/deployment.yaml",
        "dist/main.js",
        "docs/reference/configuration.md",
        "schema/connect.graphql",
        "schema/sluice-config.schema.json",
        "schema/sluice.graphql",
        "templates/init/.graphqlrc.yml",
      ]),
    );
    const odd = packed.files.filter((path) =>
      /(?<!\.d)\.ts$|\.map$|\.test\.[djt]|^(?:src|test|scripts)\/|demo/.test(path),
    );
    expect(odd).toEqual([]);
  });

  test("is small, and points to no file that it does not have", async () => {
    expect(statSync(packed.tarball).size).toBeLessThan(5 * 1024 ** 2);
    const { stdout } = await runIn(project, [
      "grep",
      "-rlE",
      "^//# sourceMappingURL=",
      "node_modules/sluice/dist",
    ]);
    expect(stdout).toBe("");
  });

  test("has all that its pages link to", () => {
    const root = join(project, "node_modules/sluice");
    const pages = packed.files.filter((path) => path.endsWith(".md"));
    const dead = pages.flatMap((page) => {
      const text = readFileSync(join(root, page), "utf8").replaceAll(/^```.*?^```$/gms, "");
      return [...text.matchAll(/\]\((?!\w+:|#)([^)#\s]+)/g)]
        .map(([, target = ""]) => join(dirname(page), target))
        .filter((target) => !existsSync(join(root, target)))
        .map((target) => `${page}: ${target}`);
    });
    expect(pages.length).toBeGreaterThan(30);
    expect(dead).toEqual([]);
  });

  test("has a changelog that tells of its version, and of what is to come", () => {
    const changelog = readFileSync(join(project, "node_modules/sluice/CHANGELOG.md"), "utf8");
    const [next, latest] = [...changelog.matchAll(/^## \[(.+)\]/gm)].map(([, version]) => version);

    expect([next, latest]).toEqual(["Unreleased", manifest.version]);
  });

  test("has nothing that publint objects to", async () => {
    const { messages, pkg } = await publint({
      pkgDir: join(project, "node_modules/sluice"),
      pack: false,
      strict: true,
    });

    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test("has types that are right wherever they are looked for", async () => {
    const result = await checkPackage(createPackageFromTarballData(readFileSync(packed.tarball)), {
      entrypoints: ["."],
    });

    expect(result.types).toMatchObject({ kind: "included" });
    // It is an ES module alone, which Node lets CommonJS require.
    const kinds = "problems" in result ? result.problems.map(({ kind }) => kind) : [];
    expect([...new Set(kinds)]).toEqual(["CJSResolvesToESM"]);
  });
});

describe("the installed command", { timeout: 90_000 }, () => {
  test("is what npx runs, and tells the version of the package", async () => {
    const { status, stdout } = await runIn(project, ["npx", "--no", "--", "sluice", "--version"]);

    expect({ status, stdout }).toEqual({ status: 0, stdout: `${manifest.version}\n` });
  });

  test("alone tells what there is, and where to begin", async () => {
    const { stderr } = await sluice();

    expect(stderr).toMatch(/Usage: sluice.*Commands:.*New here\?.*sluice init/s);
  });

  test("has help for each of its commands", async () => {
    const { stdout } = await sluice("--help");
    const [, list = ""] = stdout.split(/^Commands:$/m);
    const names = [...(list.split("\n\n")[0] ?? "").matchAll(/^ {2}(\w+)/gm)].map(
      ([, name = ""]) => name,
    );
    expect(names).toEqual(expect.arrayContaining(["init", "dev", "serve", "check", "explain"]));

    const helps = await Promise.all(names.map((name) => sluice(name, "--help")));

    expect(helps.map(({ status }) => status)).toEqual(names.map(() => 0));
    expect(helps.map((help) => help.stdout.split("\n")[0]?.split(" ")[2])).toEqual(names);
  });
});

describe("a project that begins with `sluice init`", { timeout: 90_000 }, () => {
  beforeAll(() => sluice("init"));

  test("passes `sluice check`, and is explained and printed", async () => {
    expect(await sluice("check")).toEqual({
      status: 0,
      stdout: "schema: no problems.\n",
      stderr: "",
    });
    expect((await sluice("explain", "--query", query)).stdout).toContain("1 + ceil(posts/100) = 2");
    expect((await sluice("print")).stdout).toMatch(/^type Post \{$/m);
  });

  test("completes its settings from a schema that is there", () => {
    const [, path = ""] =
      /\$schema=(\S+)/.exec(readFileSync(join(project, "sluice.yaml"), "utf8")) ?? [];

    expect(JSON.parse(readFileSync(join(project, path), "utf8"))).toHaveProperty(
      "properties.server.properties.port",
    );
  });

  test("answers from `sluice dev --mock` at once, without any API", async () => {
    const dev = startSluice(project, ["dev", "--mock", "--port", "0"]);

    expect((await ask(await dev.url())).length).toBeGreaterThan(0);
    expect(await dev.stop()).toBe(0);
  });

  test("has the explorer at hand in `sluice dev`, from the package", async () => {
    const dev = startSluice(project, ["dev", "--mock", "--port", "0"]);
    const explorer = new URL("/explorer", await dev.url());

    const page = await (await fetch(explorer)).text();
    const paths = [...page.matchAll(/(?:src|href)="(\/explorer\/[^"]+)"/g)].map(
      ([, path = ""]) => path,
    );
    const answers = await Promise.all(paths.map((path) => fetch(new URL(path, explorer))));

    expect(paths).toContain("/explorer/explorer.js");
    expect(answers.map(({ status }) => status)).toEqual(paths.map(() => 200));
  });

  test("answers from `sluice serve` with two calls to an API", async () => {
    const api = await startDemoApi();
    onTestFinished(() => api.close());
    const settings = `sources: { api: { baseUrl: "${api.url}" } }\nserver: { port: 0 }\n`;
    writeFileSync(join(project, "production.yaml"), settings);

    const served = startSluice(project, ["serve", "--config", "production.yaml"]);

    expect(await ask(await served.url())).toHaveLength(100);
    expect(api.calls).toHaveLength(2);
    expect(await served.stop()).toBe(0);
  });
});

describe("what is imported from the package", { timeout: 90_000 }, () => {
  test("makes gateways, also with resolvers that import it themselves", async () => {
    const code = `
      import { writeFileSync } from "node:fs";
      import { createGateway, ProblemsError } from "sluice";
      writeFileSync("of-code.graphql", "type Query { numbers: [Number] } type Number { id: ID twice: Int }");
      writeFileSync("resolvers.ts", \`
        import { batch, type BatchKey, type Resolvers } from "sluice";
        const load = (keys: readonly BatchKey[]) => keys.map(({ parent }) => Number(parent["id"]) * 2);
        export const resolvers: Resolvers = {
          Query: { numbers: () => [{ id: 1 }, { id: 2 }] },
          Number: { twice: batch({ reads: ["id"], load }) },
        };\`);
      const config = { resolvers: "resolvers.ts", log: { level: "silent" } };
      const gateway = await createGateway({ schema: "of-code.graphql", config });
      const { data } = await gateway.execute({ query: "{ numbers { twice } }" });
      await gateway.stop();
      const failed = await createGateway({ schema: "none.graphql", config }).catch((error) => error);
      console.log(JSON.stringify(data), failed instanceof ProblemsError);`;

    expect(await run(project, "of-code.mjs", code)).toEqual({
      status: 0,
      stdout: '{"numbers":[{"twice":2},{"twice":4}]} true\n',
      stderr: "",
    });
  });

  test("is the entry, the manifest and the definitions; modules within are out of reach", async () => {
    const code = `
      const paths = ["", "/package.json", "/schema/sluice.graphql", "/dist/gateway.js", "/src/gateway.ts"];
      for (const path of paths) {
        try { console.log(import.meta.resolve("sluice" + path).split("/sluice/")[1]); }
        catch (error) { console.log(error.code); }
      }`;

    const { stdout } = await run(project, "reach.mjs", code);

    expect(stdout.trim().split("\n")).toEqual([
      "dist/gateway.js",
      "package.json",
      "schema/sluice.graphql",
      "ERR_PACKAGE_PATH_NOT_EXPORTED",
      "ERR_PACKAGE_PATH_NOT_EXPORTED",
    ]);
  });

  test("may be required by CommonJS, too", async () => {
    const code = 'console.log(typeof require("sluice").createGateway);';

    expect((await run(project, "common.cjs", code)).stdout).toBe("function\n");
  });

  const typed = `
    import { batch, createGateway, type Gateway, type GatewayOptions, ProblemsError } from "sluice";

    const options: GatewayOptions = {
      schema: "api.graphql",
      config: { server: { port: 0 }, sources: { api: { timeout: "2s" } } },
      resolvers: {
        Query: { hello: (_parent, _args, context) => context.headers["user-agent"] },
        Post: { views: batch({ reads: ["id"], load: (keys) => keys.map(({ parent }) => parent["id"]) }) },
      },
    };
    export const gateway: Gateway = await createGateway(options);
    export const { url }: { url: string } = await gateway.start();
    export const codes = (error: unknown): string[] =>
      error instanceof ProblemsError ? error.problems.map(({ code }) => code) : [];

    // @ts-expect-error -- a setting that there is not
    await createGateway({ config: { server: { prot: 0 } } });
    // @ts-expect-error -- a duration is text
    await createGateway({ config: { sources: { api: { timeout: 2 } } } });
    // @ts-expect-error -- an operation needs a text
    await gateway.execute({});
  `;

  test.each([
    { module: "nodenext", moduleResolution: "nodenext" },
    { module: "esnext", moduleResolution: "bundler" },
  ])("has types that a strict project checks with, found as $moduleResolution", async (options) => {
    const other = await packed.install(["typescript", "@types/node"]);
    const compilerOptions = { ...options, target: "es2024", strict: true, noEmit: true };
    const strictest = { exactOptionalPropertyTypes: true, noUncheckedIndexedAccess: true };
    const all = { ...compilerOptions, ...strictest, types: ["node"], skipLibCheck: false };
    writeFileSync(join(other, "tsconfig.json"), JSON.stringify({ compilerOptions: all }));
    writeFileSync(join(other, "typed.ts"), typed);

    const { status, stdout } = await runIn(other, [
      process.execPath,
      "node_modules/typescript/bin/tsc",
    ]);

    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  });
});
