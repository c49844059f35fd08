import { describe, expect, test } from "vitest";

import { compileMapping } from "../../src/mapping/compile-mapping.ts";
import type { ConnectVersion, MaybeJson } from "../../src/mapping/mapping.ts";
import { runMapping, syntaxErrorOf } from "./run-mapping.ts";

const value = {
  a: 1,
  b: { c: 2, d: 3 },
  Book: "the property Book",
  "two words": 4,
  true: "the property true",
  null: "the property null",
};

describe("a mapping is a list of named values", () => {
  const cases: [claim: string, text: string, result: MaybeJson][] = [
    ["separated by blanks", "a x: b.c", { a: 1, x: 2 }],
    ["separated by line breaks", "a\n\tx: b.c\r\n", { a: 1, x: 2 }],
    ["separated by commas", "a, x: b.c", { a: 1, x: 2 }],
    ["with a comma behind the last", "a, x: b.c,", { a: 1, x: 2 }],
    ["with comments to the end of the line", "a # first, {\nx: b.c # last", { a: 1, x: 2 }],
    ["of which a lone key is one", "a", { a: 1 }],
    ["in braces, too", "{ a, x: b.c }", { a: 1, x: 2 }],
    ["with quoted keys", `"two words" 'x y': "two words"`, { "two words": 4, "x y": "two words" }],
    ["with quoted keys in paths", `x: $."two words"`, { x: 4 }],
    ["with groups", "b { c }", { b: { c: 2 } }],
    ["that may be empty", "", {}],
    ["named like words of other languages", "x: nullable y: trueish", {}],
  ];
  test.each(cases)("%s", (_claim, text, result) => {
    expect(runMapping(text, value).result).toEqual(result);
  });
});

describe("a mapping is one value", () => {
  const cases: [claim: string, text: string, result: MaybeJson][] = [
    ["a path", "b.c", 2],
    ["a path in $( )", "$(b.c)", 2],
    ["a path with a method", "b->size", 2],
    ["a string", `"Failed"`, "Failed"],
    ["a string with a tail", `"a,b"->split(",")`, ["a", "b"]],
    ["a string as a fallback", `"a" ?? 1`, "a"],
    ["a number", "-1.5", -1.5],
    ["a list", "[a, 'x', null,]", [1, "x", null]],
    ["an empty list", "[]", []],
    ["true", "true", true],
    ["null", "null", null],
    ["an object with a tail", "{ x: 1 }.x", 1],
    ["a choice", "$.zz ?? b.c", 2],
    ["a choice that begins with a key", "a ?? 5", 1],
    ["a choice of several", "$.zz ?? $.yy ?? 'x'", "x"],
  ];
  test.each(cases)("%s", (_claim, text, result) => {
    expect(runMapping(text, value).result).toEqual(result);
  });
});

describe("literals", () => {
  const cases: [claim: string, text: string, result: MaybeJson][] = [
    ["numbers", "[0, 7, -3, 1.25, .5, -.5, 2.]", [0, 7, -3, 1.25, 0.5, -0.5, 2]],
    [
      "integers beyond 2^53",
      "[9007199254740993, -9007199254740993]",
      [9007199254740993n, -9007199254740993n],
    ],
    ["strings in both quotes", `["a'b", 'a"b']`, ["a'b", 'a"b']],
    ["escapes", String.raw`["\n\r\t\b\f\\\/", '\'', "\u00e9\x"]`, ["\n\r\t\b\f\\/", "'", "éx"]],
    ["a number before a spread", "{ x: 1 ...b }", { x: 1, c: 2, d: 3 }],
    ["nested objects and lists", "{ x: { y: [{ z: a }] } }", { x: { y: [{ z: 1 }] } }],
  ];
  test.each(cases)("%s", (_claim, text, result) => {
    expect(runMapping(text, value).result).toEqual(result);
  });
});

describe("one text means different things in different versions", () => {
  const cases: [text: string, version: ConnectVersion, result: MaybeJson][] = [
    ["x: 'Book'", "v0.2", { x: "the property Book" }],
    ["x: 'Book'", "v0.3", { x: "the property Book" }],
    ["x: 'Book'", "v0.4", { x: "Book" }],
    ["x: true", "v0.3", { x: "the property true" }],
    ["x: true", "v0.4", { x: true }],
    ["x: null", "v0.3", { x: "the property null" }],
    ["x: null", "v0.4", { x: null }],
    ["x: $('Book')", "v0.2", { x: "Book" }],
    ["x: $.'Book'", "v0.4", { x: "the property Book" }],
    ["'Book'", "v0.3", { Book: "the property Book" }],
    ["'Book'", "v0.4", "Book"],
    ["x: $($.zz ?? a)", "v0.3", { x: 1 }],
    ["x: a?", "v0.3", { x: 1 }],
    ["... b", "v0.4", { c: 2, d: 3 }],
    ["$({ x: a, y: 'Book' })", "v0.2", { x: 1, y: "Book" }],
    ["$({ x: a, y: { z: 'Book' }, })", "v0.3", { x: 1, y: { z: "Book" } }],
    ["$({ x })", "v0.4", {}],
    ["x: { y: 'Book' }", "v0.3", { x: { y: "the property Book" } }],
    ["x: { y: 'Book' }", "v0.4", { x: { y: "Book" } }],
    ["x: $->echo('Book')", "v0.3", { x: "Book" }],
  ];
  test.each(cases)("%s in %s", (text, version, result) => {
    expect(runMapping(text, value, { version }).result).toEqual(result);
  });
});

describe("what a version does not have is refused, and told how to write it", () => {
  const cases: [text: string, version: ConnectVersion, offset: number, message: RegExp][] = [
    ["x: 5", "v0.3", 3, /number 5.*\$\( … \)/],
    ["x: [a]", "v0.3", 3, /`\[`.*\$\( … \)/],
    ["x: $.zz ?? a", "v0.3", 8, /needs connect v0\.4.*links v0\.3/],
    ["x: $($.zz ?? a)", "v0.2", 10, /`\?\?` needs connect v0\.3/],
    ["x: $($.zz ?! a)", "v0.2", 10, /`\?!` needs connect v0\.3/],
    ["x: a?", "v0.2", 4, /`\?` needs connect v0\.3/],
    ["a, x: b.c", "v0.3", 1, /comma.*needs connect v0\.4/],
    ["... b", "v0.3", 0, /`\.\.\.` needs connect v0\.4/],
    ["{ x: a }", "v0.3", 0, /`\{`/],
    ["$({ x: a y: 1 })", "v0.3", 9, /`,` was expected/],
    ["$({ x })", "v0.3", 6, /`:` was expected/],
    ["$({ 5: 1 })", "v0.3", 4, /a key was expected/],
  ];
  test.each(cases)("%s in %s", (...[text, version, offset, message]) => {
    const error = syntaxErrorOf(() => compileMapping(text, version));
    expect(`${error.message} ${error.help}`).toMatch(message);
    expect(error.offset).toBe(offset);
  });
});
