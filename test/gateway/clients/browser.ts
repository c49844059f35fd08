import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

import { type Browser, chromium } from "playwright-core";
import { describe } from "vitest";

const executablePath = findChromium();

/** Tests that need a browser; skipped where there is none. */
export const describeInBrowser = executablePath === undefined ? describe.skip : describe;

if (executablePath === undefined) {
  process.stderr.write(
    "chromium is not installed: the tests in a browser are skipped. To run them: apt-get install chromium, or brew install --cask chromium.\n",
  );
}

/** Starts a browser without a window. Whoever starts it closes it. */
export async function startBrowser(): Promise<Browser> {
  if (executablePath === undefined) throw new Error("There is no browser.");
  // Without its sandbox, which containers do not let it have: it is shown our own page only.
  return await chromium.launch({ executablePath, chromiumSandbox: false });
}

function findChromium(): string | undefined {
  const directories = (process.env["PATH"] ?? "").split(delimiter);
  return directories
    .flatMap((directory) => ["chromium", "chromium-browser"].map((name) => join(directory, name)))
    .find((path) => existsSync(path));
}
