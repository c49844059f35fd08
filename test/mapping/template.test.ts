import { describe, expect, test } from "vitest";

import { compileTemplate, type TemplateKind } from "../../src/mapping/compile-template.ts";
import type { MaybeJson, Variables } from "../../src/mapping/mapping.ts";
import { syntaxErrorOf } from "./run-mapping.ts";

const variables: Variables = { $args: { id: 5, tags: ["a", "b"] }, $config: { key: "k" } };

function partsOf(text: string, kind: TemplateKind): MaybeJson[] {
  const { parts } = compileTemplate(text, "v0.4", kind);
  return parts.map((part) => (typeof part === "string" ? part : part(variables)));
}

describe("a template is static text and expressions in turn", () => {
  const cases: [text: string, kind: TemplateKind, parts: MaybeJson[]][] = [
    ["/users", "url", ["/users"]],
    ["", "url", []],
    ["{$args.id}", "url", [5]],
    ["/users/{$args.id}/posts", "url", ["/users/", 5, "/posts"]],
    ["/{ $args.id }{$config.key}", "url", ["/", 5, "k"]],
    ["Bearer {$config.key}", "header", ["Bearer ", "k"]],
    ["/{$args.tags->joinNotNull(',')}", "url", ["/", "a,b"]],
    ["/{$args.nobody?}", "url", ["/", undefined]],
    ["/{$args.id ?? 1}", "url", ["/", 5]],
    ["/{$args.id->as($x)->echo($x)}", "url", ["/", 5]],
  ];
  test.each(cases)("%s", (text, kind, parts) => {
    expect(partsOf(text, kind)).toEqual(parts);
  });
});

describe("a brace inside an expression does not end it", () => {
  test.each([
    ["in a string", "/{$('}')}/x", ["/", "}", "/x"]],
    ["in a literal", "/{ { a: { b: '}' } }.a.b }/x", ["/", "}", "/x"]],
    ["in a group", "/{$args { id }}/x", ["/", { id: 5 }, "/x"]],
    ["in a comment", "/{$args.id # }\n}/x", ["/", 5, "/x"]],
  ])("%s", (_claim, text, parts) => {
    expect(partsOf(text, "url")).toEqual(parts);
  });
});

describe("a variable without its braces is text, and is told with its place", () => {
  const cases: [text: string, kind: TemplateKind, found: [written: string, offset: number][]][] = [
    [
      "/$args.id/{$args.id}?a=$this.b.c",
      "url",
      [
        ["$args.id", 1],
        ["$this.b.c", 23],
      ],
    ],
    ["\n  /a\n  /$batch.id", "url", [["$batch.id", 9]]],
    [
      "Bearer $config.key $env.KEY",
      "header",
      [
        ["$config.key", 7],
        ["$env.KEY", 19],
      ],
    ],
    ["$request.headers.a", "header", [["$request.headers.a", 0]]],
    ["/{'$args.id'}/{$args { id }}?$filter=a&$argsId=$args#$args.id", "url", []],
  ];
  test.each(cases)("%j", (text, kind, found) => {
    const { bareVariables } = compileTemplate(text, "v0.4", kind);
    expect(bareVariables).toEqual(found.map(([written, offset]) => ({ written, offset })));
  });
});

test("a brace that closes nothing is text as any other, and told", () => {
  const { strayBraces } = compileTemplate("/a}/{$args.id}}", "v0.4", "url");
  expect(strayBraces).toEqual([2, 14]);
  expect(partsOf("/a}/{$args.id}}", "url")).toEqual(["/a", "}", "/", 5, "}"]);
});

describe("a URL may be written on several lines", () => {
  test.each([
    [
      "line breaks and the blanks around them",
      "\n  /users  \r\n  ?id={$args.id}\n  &a=1\n",
      ["/users?id=", 5, "&a=1"],
    ],
    ["tabs", "/users\t?a=1", ["/users?a=1"]],
    ["a fragment, with all that follows", "/users#top{$args.id", ["/users"]],
  ])("and loses %s", (_claim, text, parts) => {
    expect(partsOf(text, "url")).toEqual(parts);
  });

  test("but other blanks stay", () => {
    expect(partsOf("/a b", "url")).toEqual(["/a b"]);
  });

  test("and a header's text stays as it is", () => {
    expect(partsOf("a #b\n\tc", "header")).toEqual(["a #b\n\tc"]);
  });
});

describe("errors have their offset in the whole template", () => {
  const cases: [text: string, offset: number, message: RegExp][] = [
    ["/users/{$args.id", 7, /`{` is not closed: the text ends where `}` was expected/],
    ["/users/{$arsg.id}", 8, /Did you mean \$args\?/],
    ["/users/{}", 8, /`}` where a value was expected/],
    ["/users/{$args.id b}", 17, /`b` where `}`.*one value/],
    ["/{$args.id}/{'x}", 13, /string is not closed/],
  ];
  test.each(cases)("%s", (text, offset, message) => {
    const error = syntaxErrorOf(() => compileTemplate(text, "v0.4", "url"));
    expect(`${error.message} ${error.help}`).toMatch(message);
    expect(error.offset).toBe(offset);
  });

  test("also what a version does not have", () => {
    const error = syntaxErrorOf(() => compileTemplate("/{$args.id ?? 1}", "v0.2", "url"));
    expect(error.message).toMatch(/needs connect v0\.3/);
    expect(compileTemplate("/{$args.id ?? 1}", "v0.3", "url").parts).toHaveLength(2);
  });
});

test("a template reads what its expressions read, each once", () => {
  const { text, reads } = compileTemplate("/{$args.id}/{$config.key}/{$args.id}", "v0.4", "url");
  expect(text).toBe("/{$args.id}/{$config.key}/{$args.id}");
  expect(reads).toEqual([
    { variable: "$args", path: ["id"], offset: 2 },
    { variable: "$config", path: ["key"], offset: 13 },
  ]);
});

test("problems in a template are reported", () => {
  const problems: string[] = [];
  const [, part] = compileTemplate("/{$args.nobody}", "v0.4", "url").parts;
  if (typeof part !== "function") throw new Error("The second part is an expression");
  part(variables, { report: (message, path) => problems.push(`${path}: ${message}`) });
  expect(problems).toEqual(['$args.nobody: There is no "nobody" in an object']);
});
