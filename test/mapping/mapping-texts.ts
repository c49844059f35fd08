import fc from "fast-check";

import type { ConnectVersion, MaybeJson } from "../../src/mapping/mapping.ts";
import { methods } from "../../src/mapping/methods/methods.ts";

export const key = fc.constantFrom("a", "b", "c", "id", "__proto__", "constructor", "'d e'");
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
export const { expression, mapping } = fc.letrec<Texts>((tie: fc.LetrecTypedTie<Texts>) => ({
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

/** Values of every kind. */
export const json = fc.letrec<{ value: MaybeJson }>(
  (tie: fc.LetrecTypedTie<{ value: MaybeJson }>) => ({
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
  }),
).value;

function withoutBigInt(_key: string, value: unknown): unknown {
  return typeof value === "bigint" ? Number(value) : value;
}

export const versions = fc.constantFrom<ConnectVersion>("v0.2", "v0.3", "v0.4");

const pieces =
  "a $ $args @ $( ) { } [ ] : , . ... -> map as ($x) $x ? ?? ?! ' \" \\ # 1 - .5 true".split(" ");
const piece = fc.constantFrom(" ", "\n", ...pieces);
/** Texts that are hardly ever mappings, and often nearly so. */
export const texts = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(piece, { maxLength: 12 }).map((parts) => parts.join("")),
);

interface OldTexts {
  literal: string;
  path: string;
  expression: string;
  entry: string;
  group: string;
  mapping: string;
}

/** Texts of the grammar before v0.4; with `?` from v0.3 on. */
export function oldMappings(version: "v0.2" | "v0.3"): fc.Arbitrary<string> {
  const name = fc.oneof(key, fc.constantFrom("true", "null", "'true'", '"b"'));
  return fc.letrec<OldTexts>((tie: fc.LetrecTypedTie<OldTexts>) => ({
    literal: fc.oneof(
      fc.constantFrom("1", "-2.5", "9007199254740993", "'x'", "true", "null", "[]", "{}"),
      fc.array(tie("expression"), { maxLength: 3 }).map((items) => `[${items.join(", ")}]`),
      fc
        .array(fc.tuple(name, tie("expression")), { maxLength: 3 })
        .map((entries) => `{ ${entries.map((entry) => entry.join(": ")).join(", ")} }`),
    ),
    path: fc
      .tuple(
        fc.oneof(
          name,
          fc.constantFrom("$", "@", "$args", "$this"),
          tie("expression").map((inner) => `$(${inner})`),
        ),
        fc.array(
          fc.oneof(
            name.map((step) => `.${step}`),
            fc.constant(version === "v0.2" ? ".a" : "?"),
            fc
              .tuple(
                fc.constantFrom(...methods.keys()),
                fc.array(tie("expression"), { maxLength: 2 }),
              )
              .map(([called, args]) => `->${called}(${args.join(", ")})`),
            fc.constant("->as($x)->echo([$x])"),
          ),
          { maxLength: 3 },
        ),
        fc.option(tie("group"), { nil: "", freq: 3 }),
      )
      .map(([start, steps, group]) => `${start}${steps.join(" ")} ${group}`),
    expression: fc.oneof(
      { depthSize: "small" },
      tie("literal"),
      // Where a literal may stand, these begin one.
      tie("path").map((text) => (/^(?:true|null|['"])/.test(text) ? `$.${text}` : text)),
    ),
    entry: fc.oneof(
      { depthSize: "small" },
      name,
      tie("path"),
      fc.tuple(name, tie("path")).map((entry) => entry.join(": ")),
      fc.tuple(name, tie("group")).map((entry) => entry.join(": ")),
    ),
    group: fc.array(tie("entry"), { maxLength: 3 }).map((entries) => `{ ${entries.join(" ")} }`),
    mapping: fc.array(tie("entry"), { maxLength: 4 }).map((entries) => entries.join("\n")),
  })).mapping;
}
