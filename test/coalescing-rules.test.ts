import { expect, test } from "vitest";

import { coalescingRules } from "../src/coalescing-rules.ts";
import { resolveConfig } from "../src/config/resolve-config.ts";

test("a source has the rules of its settings, and for the rest those of all", () => {
  const { ofSource } = coalescingRules(
    resolveConfig({
      limits: { callsPerOperation: 50 },
      sources: {
        blog: {
          batch: { window: "20ms", sharing: "request" },
          lanes: { "Query.report": "background" },
          callsPerOperation: 5,
        },
      },
    }),
  );

  expect(ofSource("blog")).toEqual({
    windowMs: 20,
    sharing: "REQUEST",
    lanes: { "Query.report": "background" },
    callsPerOperation: 5,
  });
  expect(ofSource("other")).toMatchObject({ sharing: "SCOPE", lanes: {}, callsPerOperation: 50 });
});
