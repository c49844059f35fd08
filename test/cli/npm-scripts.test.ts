import { execFile as execFileWithCallback } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";

import { expect, test } from "vitest";

const execFile = promisify(execFileWithCallback);
const manifest: { readonly scripts: Readonly<Record<string, string>> } = JSON.parse(
  readFileSync("package.json", "utf8"),
);

/** What a module of resolvers gets that imports "sluice", where node is run with these flags. */
async function resolved(flags: readonly string[]): Promise<string> {
  const code = 'process.stdout.write(import.meta.resolve("sluice"))';
  const args = [...flags, "--input-type=module", "--eval", code];
  const { stdout } = await execFile(process.execPath, args);
  return stdout;
}

test.each(["dev", "start"])(
  "npm run %s gives resolvers the gateway that runs, from its sources and without a build",
  async (script) => {
    const flags =
      manifest.scripts[script]?.split(" ").filter((word) => word.startsWith("--")) ?? [];
    expect(await resolved(flags)).toMatch(/\/src\/gateway\.ts$/);
  },
);

test("everybody else gets what is built", async () => {
  expect(await resolved([])).toMatch(/\/dist\/gateway\.js$/);
});
