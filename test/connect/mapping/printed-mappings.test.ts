import fc from "fast-check";
import { describe, expect, test } from "vitest";

import {
  type ConnectVersion,
  MappingSyntaxError,
  type MaybeJson,
} from "../../../src/mapping/mapping.ts";
import { type Parsed, parseMapping } from "../../../src/mapping/parser.ts";
import type { SyntaxTree } from "../../../src/mapping/syntax-tree.ts";
import { json, mapping, oldMappings, texts } from "../../mapping/mapping-texts.ts";
import { runCase } from "./mapping-case.ts";
import { type Separator, printMapping, withoutPlaces } from "./print-mapping.ts";

const separators = fc.constantFrom<Separator>(", ", "\n");

/** A text, and the same as it is printed in v0.4. */
function printed(text: string, version: ConnectVersion, separator: Separator): string {
  return printMapping(parseMapping(text, version).tree, separator);
}

function run(text: string, version: ConnectVersion, value: MaybeJson): unknown {
  return runCase([text, value], { version, variables: { $args: { a: 1, b: [null, { c: "x" }] } } });
}

describe("a mapping that is printed and read again", () => {
  test("is the same tree", () => {
    fc.assert(
      fc.property(mapping, separators, (text, separator) => {
        const again = printed(text, "v0.4", separator);
        expect(treeOf(again)).toEqual(treeOf(text));
        expect(printed(again, "v0.4", separator)).toBe(again);
      }),
      { numRuns: 1000 },
    );
  });

  test("yields the same, with the same problems", () => {
    fc.assert(
      fc.property(mapping, separators, json, (text, separator, value) => {
        const again = printed(text, "v0.4", separator);
        expect(run(again, "v0.4", value)).toEqual(run(text, "v0.4", value));
      }),
      { numRuns: 1000 },
    );
  });

  test("whatever text was read as one", () => {
    fc.assert(
      fc.property(texts, separators, json, (text, separator, value) => {
        const parsed = parseIfMapping(text);
        fc.pre(parsed !== undefined);
        const again = printMapping(parsed.tree, separator);
        expect(run(again, "v0.4", value)).toEqual(run(text, "v0.4", value));
      }),
    );
  });
});

describe.each(["v0.2", "v0.3"] as const)("a mapping of %s", (version) => {
  test("can be written in v0.4 so that it yields the same, with the same problems", () => {
    fc.assert(
      fc.property(oldMappings(version), separators, json, (text, separator, value) => {
        const again = printed(text, version, separator);
        expect(run(again, "v0.4", value)).toEqual(run(text, version, value));
      }),
      { numRuns: 1000 },
    );
  });
});

function treeOf(text: string): unknown {
  return withoutPlaces(parseMapping(text, "v0.4").tree);
}

function parseIfMapping(text: string): Parsed<SyntaxTree> | undefined {
  try {
    return parseMapping(text, "v0.4");
  } catch (error) {
    if (error instanceof MappingSyntaxError) return undefined;
    throw error;
  }
}
