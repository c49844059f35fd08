import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

import { beforeAll, describe, expect, test } from "vitest";

import { freePort } from "../support/free-port.ts";
import { readMarkdown } from "./support/markdown.ts";
import { startWalk, type Walk } from "./support/walk.ts";

const page = readMarkdown("docs/tutorial.md");
const [, ...sections] = page.text.split(/^## /m);

describe("docs/tutorial.md, followed as it is written,", { timeout: 60_000 }, () => {
  let walk: Walk;
  const ports = new Map<string, string>();

  beforeAll(async () => {
    for (const port of ["3000", "4000", "9464"]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other, so that no two are the same
      ports.set(port, String(await freePort()));
    }
    const project = projectWithSluice();
    walk = startWalk(project);
    return async () => {
      await walk.end();
      rmSync(project, { recursive: true, force: true });
    };
  });

  test.each(sections.map((text) => ({ title: text.split("\n", 1)[0], text })))(
    "shows what it says: $title",
    async ({ text }) => {
      const here = text.replaceAll(/\b(?:3000|4000|9464)\b/g, (port) => ports.get(port) ?? port);
      await expect(walk.follow({ ...page, text: here })).resolves.toBeUndefined();
    },
  );
});

/** An empty directory with the command in it, as if the package were installed there. */
function projectWithSluice(): string {
  const project = realpathSync(mkdtempSync(join(tmpdir(), "sluice-tutorial-")));
  const command = join(project, "node_modules/.bin/sluice");
  mkdirSync(join(command, ".."), { recursive: true });
  const program = [process.execPath, resolve("src/main.ts")].map((path) => `"${path}"`).join(" ");
  writeFileSync(command, `#!/bin/sh\nexec ${program} "$@"\n`, { mode: 0o755 });
  return project;
}
