import { expect, test } from "vitest";

import { configSchema } from "../../src/config/config.ts";
import { readMarkdown } from "./support/markdown.ts";

const page = readMarkdown("docs/configuration.md").text;
const reference = readMarkdown("docs/reference/configuration.md").text;

/** The anchors of headings, as pages of Markdown have them. */
const anchors = new Set(
  [...reference.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\w -]/g, "")
      .replaceAll(" ", "-"),
  ),
);

test("docs/configuration.md leads to every group of settings in the reference", () => {
  const links = [...page.matchAll(/\]\(reference\/configuration\.md#([\w-]+)\)/g)].map(
    ([, anchor = ""]) => anchor,
  );

  expect(links.filter((link) => !anchors.has(link))).toEqual([]);
  const groups = Object.keys(configSchema.shape)
    .map((key) => (key === "sources" ? "sourcesname" : key.toLowerCase()))
    .filter((key) => anchors.has(key));
  expect(groups.filter((group) => !links.includes(group))).toEqual([]);
});

test("docs/configuration.md names every setting that is in no group", () => {
  const [, top = ""] = reference.split("## At the top");
  const keys = [...(top.split("\n## ")[0] ?? "").matchAll(/^\| `(\w+)`/gm)].map(
    ([, key = ""]) => key,
  );

  expect(keys).toContain("schema");
  expect(keys.filter((key) => !page.includes(`\`${key}\``))).toEqual([]);
});
