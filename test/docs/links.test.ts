import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { describe, expect, test } from "vitest";

import { headingsOf, readMarkdown, relativeLinksOf } from "./support/markdown.ts";

const documents = ["README.md", "CONTRIBUTING.md", "scripts/bench/README.md"]
  .concat(globSync("docs/**/*.md").toSorted())
  .map(readMarkdown);
const { scripts }: { scripts: Record<string, string> } = JSON.parse(
  readFileSync("package.json", "utf8"),
);

test("docs/README.md leads to every document", () => {
  const map = readMarkdown("docs/README.md");
  const led = new Set(relativeLinksOf(map).map(({ file }) => join("docs", file)));
  const all = globSync("docs/**/*.md").filter((path) => path !== map.path);

  expect(all.filter((path) => !led.has(path))).toEqual([]);
});

describe.each(documents)("$path", (document) => {
  test("links to files that are there", () => {
    const missing = relativeLinksOf(document).filter(
      ({ file }) => !existsSync(join(dirname(document.path), file)),
    );

    expect(missing).toEqual([]);
  });

  test("links to headings that are there", () => {
    const missing = relativeLinksOf(document)
      .filter(({ file, heading }) => heading !== undefined && /^$|\.md$/.test(file))
      .filter(({ file, heading = "" }) => {
        const path = file === "" ? document.path : join(dirname(document.path), file);
        return !headingsOf(readMarkdown(path)).has(heading);
      });

    expect(missing).toEqual([]);
  });

  test("names files of tests that are there", () => {
    const named = [...document.text.matchAll(/`(test\/[\w./-]+)`/g)].map(([, path = ""]) => path);

    expect(named.filter((path) => !existsSync(path))).toEqual([]);
  });

  test("names npm scripts that are there", () => {
    const named = [...document.text.matchAll(/\bnpm (?:run ([\w:]+)|(start|test)\b)/g)].map(
      ([, run, short]) => run ?? short ?? "",
    );

    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });
});
