import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { compileMapping } from "../../src/mapping/compile-mapping.ts";
import { compileTemplate } from "../../src/mapping/compile-template.ts";
import {
  type ConnectVersion,
  MappingSyntaxError,
  type MaybeJson,
} from "../../src/mapping/mapping.ts";
import { methods } from "../../src/mapping/methods/methods.ts";
import { runMapping } from "./run-mapping.ts";

const key = fc.constantFrom("a", "b", "c", "id", "__proto__", "constructor", "'d e'");
const method = fc.constantFrom(...methods.keys(), "levitate");

interface Texts {
  literal: string;
  start: string;
  step: string;
  path: string;
  choice: string;
  expression: string;
  entry: string;
  group: string;
  mapping: string;
}

/** Texts of the v0.4 grammar. */
const { expression, mapping } = fc.letrec<Texts>((tie: fc.LetrecTypedTie<Texts>) => ({
  literal: fc.oneof(
    fc.constantFrom("1", "-2.5", "9007199254740993", "'x'", '"y"', "true", "null", "[]"),
    fc.array(tie("expression"), { maxLength: 3 }).map((items) => `[${items.join(", ")}]`),
    tie("group"),
  ),
  start: fc.oneof(
    // A quoted key on its own would be a literal.
    key.map((name) => (name.startsWith("'") ? `$.${name}` : name)),
    fc.constantFrom("$", "@", "$args", "$this"),
    tie("expression").map((inner) => `$(${inner})`),
  ),
  step: fc.oneof(
    key.map((name) => `.${name}`),
    fc.constant("?"),
    fc
      .tuple(method, fc.array(tie("expression"), { maxLength: 3 }))
      .map(([name, args]) => `->${name}(${args.join(", ")})`),
    fc.constant("->as($x)->echo([$x])"),
  ),
  path: fc
    .tuple(
      tie("start"),
      fc.array(tie("step"), { maxLength: 3 }),
      fc.option(tie("group"), { nil: "", freq: 3 }),
    )
    .map(([start, steps, group]) => {
      // Two `?` in a row would be the operator `??`.
      const tail = steps.filter((step, index) => step !== "?" || steps[index - 1] !== "?");
      return `${start}${tail.join("")} ${group}`;
    }),
  choice: fc
    .tuple(fc.constantFrom("??", "?!"), fc.array(tie("path"), { minLength: 2, maxLength: 3 }))
    .map(([operator, operands]) => operands.join(` ${operator} `)),
  expression: fc.oneof({ depthSize: "small" }, tie("literal"), tie("path"), tie("choice")),
  entry: fc.oneof(
    { depthSize: "small" },
    key,
    tie("path"),
    fc.tuple(key, tie("expression")).map(([name, value]) => `${name}: ${value}`),
    tie("expression").map((value) => `... ${value}`),
  ),
  group: fc.array(tie("entry"), { maxLength: 3 }).map((entries) => `{ ${entries.join(", ")} }`),
  mapping: fc.array(tie("entry"), { maxLength: 4 }).map((entries) => entries.join(", ")),
}));

const json = fc.letrec<{ value: MaybeJson }>((tie: fc.LetrecTypedTie<{ value: MaybeJson }>) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom(null, true, false, 0, 1, -2.5, 9007199254740993n, "", "x", "1"),
    fc.array(tie("value"), { maxLength: 3 }).map((items) => items.map((item) => item ?? null)),
    fc
      .dictionary(fc.constantFrom("a", "b", "c", "id", "__proto__", "d e"), tie("value"), {
        maxKeys: 3,
      })
      .map((object) => JSON.parse(JSON.stringify(object, withoutBigInt))),
  ),
})).value;

function withoutBigInt(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}

const versions = fc.constantFrom<ConnectVersion>("v0.2", "v0.3", "v0.4");

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
  const pieces =
    "a $ $args @ $( ) { } [ ] : , . ... -> map as ($x) $x ? ?? ?! ' \" \\ # 1 - .5 true".split(" ");
  const piece = fc.constantFrom(" ", "\n", ...pieces);
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.array(piece, { maxLength: 12 }).map((parts) => parts.join("")),
  );

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
