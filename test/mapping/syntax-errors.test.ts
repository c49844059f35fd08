import { describe, expect, test } from "vitest";

import { compileMapping } from "../../src/mapping/compile-mapping.ts";
import { syntaxErrorOf } from "./run-mapping.ts";

describe("a text that is no mapping is refused at the character that cannot stand there", () => {
  const cases: [text: string, offset: number, message: RegExp][] = [
    ["a { b", 2, /`{` is not closed: the text ends where `}` was expected\. Close it with `}`/],
    ["a { b { c }", 2, /`{` is not closed/],
    ["{ a: 1", 0, /`{` is not closed/],
    ["a: [1, 2", 3, /`\[` is not closed.*`\]`/],
    ["a->match([1, 2)", 14, /`\)` where `\]` was expected\. Close `\[` first, with `\]`/],
    ["a->map({ x: 1)", 13, /Close `{` first/],
    ["a { b: }", 7, /`}` where a value was expected\. A value is/],
    ["a: b: c", 4, /`:`.*one key and one value/],
    ["a (b)", 2, /`\(`.*right behind its name/],
    ["a.->first", 2, /`->` where a key.*Leave out the `\.`/],
    ["a }", 2, /`}`.*nothing is open/],
    ["a )", 2, /`\)`/],
    ["a: ", 3, /end of the text where a value was expected/],
    ["a: }", 3, /`}` where a value was expected/],
    ["a.", 2, /a key was expected.*quoted/],
    ["a.5", 1, /number 0\.5/],
    ["a->", 3, /name of a method/],
    ["a->'first'", 3, /string "first".*without quotes/],
    ["a->map(", 6, /`\(` is not closed/],
    ["a->map(@ @)", 9, /`@` where `\)`.*commas/],
    ["[1 2]", 3, /number 2 where `]`.*commas/],
    ["$(a", 0, /`\$\(` is not closed.*`\)` was expected/],
    ["a, b c", 5, /`c` where `,`.*commas/],
    ["a b, c", 3, /`,` where the next field/],
    ["a ?? b ?! c", 7, /`\?!` where `\?\?`.*\$\( … \)/],
    ["x a ?? b", 4, /`\?\?` where the next field.*name: \$\(a \?\? b\)/],
    ["5 a", 2, /`a` where the end of the mapping/],
    ["{ a } b", 6, /end of the mapping/],
    ["first-name", 5, /"-".*quotes: `"first-name"`/],
    ["a - b", 2, /"-".*in quotes\.$/],
    ["a = b", 2, /"=".*write `:`/],
    ["a: b || c", 5, /"\|".*`a \?\? b`/],
    ["a: b == c", 5, /"=".*->eq/],
    ["a: b + c", 5, /"\+".*->add/],
    ["a: 1é", 4, /"é".*quotes/],
    ["a: 1e5", 4, /"e" directly after the number 1/],
    ["a: 'x", 3, /ends inside it.*'/],
    [String.raw`a: "x\"`, 3, /Close the string with "/],
    ["a: 'x\\", 3, /Close the string/],
    ["😀", 0, /"😀"/],
    ["a->as", 5, /end of the text where `\(`.*->as\(\$name\)/],
    ["a->as('x')", 6, /string "x" where a variable/],
    ["a->as($x, 1, 2)", 13, /`\)`/],
    ["a: $thsi.id", 3, /no variable \$thsi here\. Did you mean \$this\?/],
    [
      "$request.headers.x b: $wherever",
      22,
      /no variable \$wherever here\. Use one of \$args, .*->as\(\$wherever\)/,
    ],
    ["a->as($user)->echo($usr)", 19, /Did you mean \$user\?/],
    ["x: a->as($y) z: $y", 16, /no variable \$y here/],
    ["x: a->echo(@->as($y))->echo($y)", 28, /no variable \$y here/],
  ];
  test.each(cases)("%s", (text, offset, message) => {
    const error = syntaxErrorOf(() => compileMapping(text, "v0.4"));
    expect(`${error.message} ${error.help}`).toMatch(message);
    expect(error.offset).toBe(offset);
  });
});

describe("a text nested deeper than any mapping is refused, not a crash", () => {
  const cases: [what: string, open: string][] = [
    ["lists", "["],
    ["objects", "{a:"],
    ["groups", "a{"],
    ["arguments", "a->map("],
    ["values in $( )", "$("],
  ];
  test.each(cases)("%s", (_what, open) => {
    const error = syntaxErrorOf(() => compileMapping(open.repeat(100_000), "v0.4"));
    expect(error.message).toMatch(/at most 100 levels deep/);
  });

  test("groups behind a key, before v0.4", () => {
    const error = syntaxErrorOf(() => compileMapping("a:{".repeat(100_000), "v0.3"));
    expect(error.message).toMatch(/at most 100 levels deep/);
  });

  test("paths of many steps", () => {
    const error = syntaxErrorOf(() => compileMapping(`a${".a".repeat(100_000)}`, "v0.4"));
    expect(error.message).toMatch(/at most 200 steps/);
    expect(error.offset).toBe(401);
  });

  test("a hundred levels are a mapping", () => {
    const text = `${"[".repeat(100)}${"]".repeat(100)}`;
    expect(() => compileMapping(text, "v0.4")).not.toThrow();
  });
});
