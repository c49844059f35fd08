import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, onTestFinished, test, vi } from "vitest";

import { reloadOnHangup } from "../../src/cli/reload-on-hangup.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { createGateway } from "../../src/gateway.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { createLogMemory } from "../gateway/support/open-gateway.ts";
import { capturedContext } from "./captured-context.ts";

const schema = (text: string) =>
  `type Query { greeting: String @connect(selection: "$(\\"${text}\\")") }`;

async function open() {
  const cwd = temporaryDirectory({ "api.graphql": schema("hello"), "sluice.yaml": settings(4000) });
  const { context, hangUp } = capturedContext({ cwd });
  const { log, lines } = createLogMemory();
  const config = loadConfig({ env: {}, cwd });
  const gateway = await createGateway({ config, log });
  onTestFinished(() => gateway.stop());
  reloadOnHangup({ gateway, log, config, options: { args: [], flags: {} }, context });
  return {
    hangUp,
    write: (name: string, text: string) => writeFileSync(join(cwd, name), text),
    greeting: async () => (await gateway.execute({ query: "{ greeting }" })).data?.["greeting"],
    says: (message: string, count = 1) =>
      vi.waitFor(() => {
        const said = lines().filter(({ msg }) => msg === message);
        expect(said).toHaveLength(count);
        return said.at(-1);
      }),
  };
}

function settings(port: number): string {
  return `schema: api.graphql\nserver: { port: ${port} }\n`;
}

test("at a hangup the schema is read anew", async () => {
  const { hangUp, write, greeting, says } = await open();
  write("api.graphql", schema("good day"));
  hangUp();
  await says("reloaded");
  expect(await greeting()).toBe("good day");
});

test("what is wrong is told, and the old schema stays; the next hangup may be right", async () => {
  const { hangUp, write, greeting, says } = await open();
  write("api.graphql", "type Query {");
  hangUp();
  const refused = await says("reload refused: schema and settings stay as they were");
  expect(JSON.stringify(refused)).toContain("SDL_SYNTAX");
  expect(await greeting()).toBe("hello");
  write("api.graphql", schema("good day"));
  hangUp();
  await says("reloaded");
  expect(await greeting()).toBe("good day");
});

test("settings that need a restart are named", async () => {
  const { hangUp, write, says } = await open();
  write("sluice.yaml", settings(4001));
  hangUp();
  expect(await says("a restart is needed for these settings")).toMatchObject({
    settings: ["server.port"],
  });
});

test("hangups one after the other are all heard", async () => {
  const { hangUp, says } = await open();
  hangUp();
  hangUp();
  expect(await says("reloaded", 2)).toBeDefined();
});
