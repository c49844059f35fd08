import fc from "fast-check";
import { Kind, parseConstValue, print, Source } from "graphql";
import { describe, expect, test } from "vitest";

import {
  endColumnOfNode,
  originInString,
  originOfNode,
  spanInString,
} from "../../src/contract/origin.ts";
import { writtenNameOf } from "../../src/contract/written-name.ts";

/** The character of a text at a line and column, both counted from 1. */
function characterAt(text: string, { line, column }: { line: number; column: number }): string {
  const lines = text.split(/\r\n|\n|\r/);
  return lines[line - 1]?.[column - 1] ?? "";
}

function stringNode(text: string) {
  const node = parseConstValue(new Source(text, "a.graphql"));
  if (node.kind !== Kind.STRING) throw new Error("Expected a string.");
  return node;
}

const texts = fc.string({
  unit: fc.constantFrom("a", "Z", " ", "\n", "\t", '"', "\\", "é", "\u0001", "😀"),
});

describe("the place of a character inside a string", () => {
  test("holds the character, in a string with escapes", () => {
    fc.assert(
      fc.property(texts, fc.nat(), (value, seed) => {
        const text = `\n  ${print({ kind: Kind.STRING, value })}`;
        const node = stringNode(text);
        const offset = value.length === 0 ? 0 : seed % value.length;
        const origin = originInString(node, offset);
        const found = origin === undefined ? "" : characterAt(text, origin);
        const expected = value[offset] ?? '"';
        const isEscaped = found === "\\";
        expect(isEscaped || found === expected).toBe(true);
      }),
    );
  });

  test("holds the character, in a block string with its indentation", () => {
    const line = fc.string({ unit: fc.constantFrom("a", "b", " ", '"""', "\\", "#") });
    fc.assert(
      fc.property(
        fc.array(line, { maxLength: 6 }),
        fc.nat(8),
        fc.nat(),
        (lines, indentation, seed) => {
          const raw = lines.map(
            (text) => `${" ".repeat(indentation)}${text.replaceAll('"""', '\\"""')}`,
          );
          const text = `"""${raw.join(seed % 2 === 0 ? "\n" : "\r\n")}\n"""`;
          const node = stringNode(text);
          const offsets = Array.from(node.value.matchAll(/a/g), ({ index }) => index);
          for (const offset of offsets) {
            const origin = originInString(node, offset);
            expect(origin && characterAt(text, origin)).toBe("a");
          }
        },
      ),
    );
  });

  test("is the end of the string for what is missing there", () => {
    expect(originInString(stringNode('"ab"'), 2)).toEqual({
      file: "a.graphql",
      line: 1,
      column: 4,
    });
    expect(originInString(stringNode('"""\n  ab\n  """'), 2)).toMatchObject({ line: 2, column: 5 });
    expect(originInString(stringNode('""""""'), 0)).toMatchObject({ line: 1, column: 4 });
  });

  test("counts the escapes that stand for more or fewer characters", () => {
    const text = String.raw`"\u{1F600}\u0041b"`;
    expect(originInString(stringNode(text), 3)).toMatchObject({ column: 17 });
  });
});

test("a node that stands in no file has no place and no end", () => {
  const node = { kind: Kind.STRING, value: "x" } as const;
  const places = [originOfNode(node), originInString(node, 0), endColumnOfNode(node)];
  expect(places).toEqual([undefined, undefined, undefined]);
});

test.each([
  ["a variable with its path", "a: ▲$args.x.y▲ b"],
  ["a key", "a: ▲first▲ { b }"],
  ["a method", "a▲->frist▲(1)"],
  ["a method behind a blank", "a▲-> frist▲(1)"],
  ["a quoted key", "a: ▲'b c'▲.d"],
  ["a bracket", "a ▲{▲ b"],
  ["the beginning of an expression", "a: ▲$(▲ b"],
  ["an operator", "a ▲??▲ b"],
  ["another character", "a ▲😀▲ b"],
])("the word at a place of a string is %s: %s", (_name, marked) => {
  const text = marked.replaceAll("▲", "");
  const [from, to] = [marked.indexOf("▲"), marked.lastIndexOf("▲") - 1];
  for (const [quotes, line, before] of [
    ['""', 1, 2],
    ['"""', 1, 3],
    ['"""\n  ', 2, 2],
  ] as const) {
    const start = quotes === '""' ? '"' : quotes;
    const node = stringNode(`${start}${text}${start.trim()}`);
    expect(spanInString(node, from)).toEqual({
      origin: { file: "a.graphql", line, column: from + before + (quotes === '""' ? 0 : 1) },
      endColumn: to + before + (quotes === '""' ? 0 : 1),
    });
  }
});

test("no word stands at the end of a string", () => {
  expect(spanInString(stringNode('"ab"'), 2)).toEqual({
    origin: { file: "a.graphql", line: 1, column: 4 },
    endColumn: undefined,
  });
});

test.each([
  ["of one token", ' "ab"', 6],
  ["of several tokens", "{ a: [1, 2] }", 14],
  ["of several lines: none", "{ a: 1,\n b: 2 }", undefined],
  ["of a block string, whose token may be of several lines: none", '"""a"""', undefined],
])("the column after a node %s", (_name, text, column) => {
  expect(endColumnOfNode(parseConstValue(new Source(text)))).toBe(column);
});

test("a name without a file is written as it is", () => {
  expect(writtenNameOf({ name: { kind: Kind.NAME, value: "source" } })).toBe("source");
});
