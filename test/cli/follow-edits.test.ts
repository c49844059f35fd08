import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, onTestFinished, test, vi } from "vitest";

import { followEdits } from "../../src/cli/follow-edits.ts";
import type { Config, ConfigInput } from "../../src/config/config.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { keptLog } from "../fleet/log-lines.ts";

const refused = "configuration refused: the last settings stay";

/** Follows a file, for a gateway that keeps what it is given. */
async function following(yaml: string | undefined, flags: ConfigInput = {}) {
  const cwd = temporaryDirectory(yaml === undefined ? {} : { "sluice.yaml": yaml });
  const taken: Config[] = [];
  const kept = keptLog();
  const context = { env: {}, cwd };
  const edits = await followEdits({
    gateway: {
      tune(config) {
        if (config.limits.answerItems === 13) throw new Error("unlucky");
        taken.push(config);
      },
    },
    log: kept.log,
    config: loadConfig({ ...context, flags }),
    options: { flags },
    context,
  });
  onTestFinished(() => edits.close());
  const file = join(cwd, "sluice.yaml");
  return {
    ...kept,
    taken,
    file,
    edit: (text: string) => writeFileSync(file, text),
    untilTaken: () => vi.waitUntil(() => taken.length > 0, { timeout: 5000, interval: 5 }),
  };
}

describe("an edit of the file", () => {
  test("is taken within a second, with flags over it still", async () => {
    const { edit, untilTaken, taken, lines } = await following("limits: { answerItems: 5 }", {
      server: { port: 0 },
    });
    const startMs = performance.now();
    edit("sources: { users: { timeout: 1s } }");
    await untilTaken();
    expect(performance.now() - startMs).toBeLessThan(1000);
    expect(taken[0]?.sources["users"]?.timeoutMs).toBe(1000);
    expect(taken[0]?.server.port).toBe(0);
    expect(lines).toEqual([]);
  });

  test("is taken of a file that was not there", async () => {
    const { edit, untilTaken, taken } = await following(undefined);
    edit("limits: { answerItems: 7 }");
    await untilTaken();
    expect(taken[0]?.limits.answerItems).toBe(7);
  });

  test("that needs a restart is told, and the rest of it is taken", async () => {
    const { edit, untilTaken, says, lines } = await following("");
    edit(
      "server: { port: 4001 }\nlimits: { answerItems: 7 }\nsources: { a: { config: { b: 1 } } }",
    );
    await untilTaken();
    await says("a restart is needed for these settings");
    expect(lines.at(-1)).toMatchObject({
      level: "warn",
      settings: ["server.port", "sources.a.config.b"],
    });
  });

  test("that is wrong is refused, with its place", async () => {
    const { edit, says, lines, taken } = await following("");
    edit("sources:\n  users:\n    timeot: 1s\n");
    await says(refused);
    expect(lines.at(-1)).toMatchObject({
      level: "error",
      problems: [expect.stringMatching(/^sluice\.yaml:3:5 CONFIG_UNKNOWN_KEY: .*"timeot"/)],
    });
    expect(taken).toEqual([]);
  });

  test("that the gateway cannot take is refused, and the next one is taken", async () => {
    const { edit, says, lines, untilTaken } = await following("");
    edit("limits: { answerItems: 13 }");
    await says(refused);
    expect(lines.at(-1)).toMatchObject({ err: { message: "unlucky" } });
    edit("limits: { answerItems: 14 }");
    await untilTaken();
  });

  test("is no removal of the file: that is refused, and is not a wish for the defaults", async () => {
    const { file, says, lines, taken } = await following("limits: { answerItems: 5 }");
    rmSync(file);
    await says(refused);
    expect(lines.at(-1)).toMatchObject({
      problems: [expect.stringContaining("CONFIG_NOT_FOUND")],
    });
    expect(taken).toEqual([]);
  });
});
