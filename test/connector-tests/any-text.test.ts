import fc from "fast-check";
import { expect, test } from "vitest";

import { commonKeys } from "../../src/connector-tests/suite-defaults.ts";
import { readText } from "./run-suite-text.ts";

const keys = [
  ..."config tests schema common name skip variables expect $args $batch $requestHeaders".split(
    " ",
  ),
  ..."connectorRequest connectorRequestHttp connectorResponse errors problems message".split(" "),
  ..."extensions url body queryParams headers path __proto__".split(" "),
  ...commonKeys,
];
const yamlCharacters = "-:{}[]&*!|>?#\n ab'\"".split("");

/** Values as suites have them, with their keys in any place. */
const written = fc.letrec<{ readonly value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "medium" },
    fc.constantFrom(null, true, "", "a", "GET", "{", 1, 404, 2 ** 60, "$args"),
    fc.array(tie("value"), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...keys), tie("value"), { maxKeys: 6 }),
  ),
})).value;

test.each([
  ["any text", fc.string({ unit: "grapheme", maxLength: 60 })],
  ["any text of YAML's characters", fc.string({ unit: fc.constantFrom(...yamlCharacters) })],
  ["any value", written.map((value) => JSON.stringify(value))],
  ["any tests", written.map((value) => JSON.stringify({ config: value, tests: [value] }))],
])("of %s a suite is read, or it is told what is wrong with it, in its place", (_what, texts) => {
  fc.assert(
    fc.property(texts, (text) => {
      const { suite, problems } = readText(text);
      expect(suite === undefined).toBe(problems.length > 0);
      for (const problem of problems) expect(problem).toMatch(/^a\.connector\.yaml:\d+:\d+ SUITE_/);
    }),
  );
});
