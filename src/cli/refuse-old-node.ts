import { readFileSync } from "node:fs";

/**
 * Why a Node of this version cannot run Sluice, in one line, and what to do; undefined where it can. It must itself
 * run on one that is too old, so it imports nothing that an old one may not have.
 */
export function refuseOldNode(version: string): string | undefined {
  const least = leastVersion();
  return compare(version, least) < 0
    ? `Sluice needs Node ${least} or later, and this is Node ${version}. ${wayToNewNode}`
    : undefined;
}

/** For one project, or for all. */
const wayToNewNode =
  "For this project alone: npm i -D node@24. For all, with a version manager: nvm install 24.";

/** What package.json says: ">=22.22". */
function leastVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const { engines }: { readonly engines: { readonly node: string } } = JSON.parse(text);
  return engines.node.replace(">=", "");
}

/** Above 0 where the first is the later one; parts that are not named are 0. */
function compare(first: string, second: string): number {
  return first.localeCompare(second, "en", { numeric: true });
}
