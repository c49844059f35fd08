import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { compileMapping } from "../../src/mapping/compile-mapping.ts";
import { compileTemplate } from "../../src/mapping/compile-template.ts";
import { MappingSyntaxError, type MaybeJson } from "../../src/mapping/mapping.ts";
import { expression, json, key, mapping, texts, versions } from "./mapping-texts.ts";
import { runMapping } from "./run-mapping.ts";

/** Whether a text is read, or refused as a syntax error at a place inside it. */
function isReadOrRefused(text: string, read: () => void): boolean {
  try {
    read();
    return true;
  } catch (error) {
    if (!(error instanceof MappingSyntaxError)) throw error;
    return error.offset >= 0 && error.offset <= text.length;
  }
}

describe("no text crashes the parser", () => {
  test("a mapping is read, or refused at a place in it", () => {
    fc.assert(
      fc.property(texts, versions, json, (text, version, value) => {
        const read = (): unknown => compileMapping(text, version).evaluate(value, {});
        expect(isReadOrRefused(text, read)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test("a template is read, or refused at a place in it", () => {
    const kinds = fc.constantFrom("url" as const, "header" as const);
    fc.assert(
      fc.property(texts, versions, kinds, (text, version, kind) => {
        const template = `/{a}${text}`;
        const read = (): unknown => compileTemplate(template, version, kind);
        expect(isReadOrRefused(template, read)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

describe("whatever the mapping and the value", () => {
  test("evaluating never throws, and changes neither the value nor any prototype", () => {
    fc.assert(
      fc.property(mapping, json, json, (text, value, args) => {
        const before = structuredClone(value);
        runMapping(text, value, { variables: { $args: args } });
        expect(value).toEqual(before);
        expect(Object.keys(Object.prototype)).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test("evaluating twice gives the same", () => {
    fc.assert(
      fc.property(mapping, json, (text, value) => {
        const { evaluate } = compileMapping(text, "v0.4");
        expect(evaluate(value, {})).toEqual(evaluate(value, {}));
      }),
    );
  });

  test("an expression means in `$( )` and in a template what it means alone", () => {
    fc.assert(
      fc.property(expression, json, (text, args) => {
        const variables = { $args: args };
        const [part] = compileTemplate(`{${text}}`, "v0.4", "url").parts;
        if (typeof part !== "function") throw new Error("The template is one expression");
        const { result } = runMapping(`$(${text})`, undefined, { variables });
        expect(part(variables)).toEqual(result);
      }),
    );
  });

  test("a closed shape names every key that the result has", () => {
    fc.assert(
      fc.property(fc.array(key, { minLength: 1 }), json, (keys, value) => {
        const text = keys.map((name, index) => `k${index}: ${name}`).join(" ");
        const { shape } = compileMapping(text, "v0.4");
        const { result } = runMapping(text, value);
        if (typeof result !== "object" || result === null || Array.isArray(result)) return;
        for (const name of Object.keys(result)) expect(shape.fields.has(name)).toBe(true);
      }),
    );
  });
});

describe("a value too deep for the stack is a problem", () => {
  test.each(["id", "$.id", "x: $ x: $args", "$->eq($args)", "$->keysToCamelCaseDeep"])(
    "%s",
    (text) => {
      expect(runMapping(text, deepList(), { variables: { $args: deepList() } })).toEqual({
        result: undefined,
        problems: ["$: The value is too large or nested too deeply"],
      });
    },
  );

  test("that nobody needs to collect", () => {
    expect(compileMapping("id", "v0.4").evaluate(deepList(), {})).toBeUndefined();
  });
});

function deepList(): MaybeJson {
  let list: MaybeJson = 1;
  for (let depth = 0; depth < 100_000; depth += 1) list = [list];
  return list;
}

test("a bug in a collector of problems is not taken for a property of the value", () => {
  const { evaluate } = compileMapping("id", "v0.4");
  expect(() => evaluate({}, {}, { report: failAlways })).toThrow("a bug");
});

function failAlways(): void {
  throw new TypeError("a bug");
}
