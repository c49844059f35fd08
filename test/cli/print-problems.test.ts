import { stripVTControlCharacters } from "node:util";

import { afterEach, describe, expect, test, vi } from "vitest";

import { printProblems } from "../../src/cli/print-problems.ts";
import type { Problem } from "../../src/kernel/problem.ts";
import { temporaryDirectory } from "../config/temporary-directory.ts";
import { capturedContext } from "./captured-context.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

const problem: Problem = {
  code: "UNKNOWN_SOURCE",
  severity: "error",
  message: 'There is no source "usres".',
  help: 'Did you mean "users"?',
  origin: { file: "api.graphql", line: 2, column: 18 },
};

function print(problems: readonly Problem[], files: Record<string, string>, isTerminal = false) {
  const captured = capturedContext({ cwd: temporaryDirectory(files), isTerminal });
  printProblems(problems, captured.context);
  expect(captured.stdout()).toBe("");
  return captured.stderr();
}

function printYaml(text: string, line = 1) {
  return print([{ ...problem, origin: { file: "a.yaml", line, column: 1 } }], { "a.yaml": text });
}

const file = { "api.graphql": 'type Query {\n  users: [User] @connect(source: "usres")\n}\n' };

describe("a problem with a place", () => {
  test("is shown with the line, the one before it, and a caret under the place", () => {
    expect(print([problem], file)).toBe(`
error UNKNOWN_SOURCE api.graphql:2:18
  There is no source "usres".

  1 │ type Query {
  2 │   users: [User] @connect(source: "usres")
    │                  ^

  → Did you mean "users"?

`);
  });

  test("has the caret under its character in a line with tabs", () => {
    const shown = print([{ ...problem, origin: { file: "a.graphql", line: 1, column: 3 } }], {
      "a.graphql": "\t\tusers",
    });
    expect(shown).toContain("  1 │ \t\tusers\n    │ \t\t^\n");
  });

  test("of settings is shown without what is secret there", () => {
    expect(printYaml("admin:\n  token: hush\n", 2)).toContain("1 │ admin:\n  2 │   token: …\n");
    expect(printYaml('a: { clientSecret: "hush", url: x }')).toContain(
      "1 │ a: { clientSecret: …\n",
    );
    expect(printYaml("apiKey: { header: x, value: hush }")).toContain("{ header: x, value: …\n");
    expect(printYaml("auth: hush")).toContain("1 │ auth: …\n");
    expect(printYaml("basic: { user: kim, pasword: hush }")).toContain("kim, pasword: …\n");
    expect(printYaml("config: { key: hush }")).toContain("{ key: …\n");
    expect(printYaml("password: hush\nport: x", 2)).toContain("1 │ password: …\n  2 │ port: x\n");
    expect(printYaml("url: redis://user:hush@b")).toContain("1 │ url: redis://…@b\n");
    const told = 'token: "${TOKEN}"';
    expect(printYaml(told)).toContain(`1 │ ${told}\n`);
    expect(printYaml("secretHeader: x-a")).toContain("1 │ secretHeader: x-a\n");
  });

  test("has line numbers below each other", () => {
    const shown = print([{ ...problem, origin: { file: "a.graphql", line: 10, column: 1 } }], {
      "a.graphql": "a\n".repeat(12),
    });
    expect(shown).toContain("   9 │ a\n  10 │ a\n     │ ^\n");
  });

  const long = `{${"abcdefghi,".repeat(100)}}`;
  const lineWithCaret = (column: number, columns?: number) => {
    const captured = capturedContext({ cwd: temporaryDirectory({ "a.graphql": `x\n${long}` }) });
    const stderr = Object.assign(captured.context.stderr, columns === undefined ? {} : { columns });
    const origin = { file: "a.graphql", line: 2, column };
    printProblems([{ ...problem, origin }], { ...captured.context, stderr });
    const [text = "", caret = ""] = captured.stderr().split("\n").slice(5, 7);
    return { text, under: text[caret.indexOf("^")], width: text.length };
  };

  test.each([
    ["the start", 1, "  2 │ {abc", "…"],
    ["the middle", 502, "  2 │ …", "…"],
    ["the end", long.length, "  2 │ …", "i,}"],
  ])("is shown with what fits of a long line about %s", (_where, column, start, end) => {
    const { text, under, width } = lineWithCaret(column);
    expect([text.startsWith(start), text.endsWith(end)]).toEqual([true, true]);
    expect([under, width]).toEqual([long[column - 1], 120]);
  });

  test("is shown with what fits of the line before it", () => {
    const origin = { file: "a.graphql", line: 2, column: 1 };
    const shown = print([{ ...problem, origin }], { "a.graphql": `${long}\nx` });
    expect(shown).toContain(`  1 │ ${long.slice(0, 113)}…\n  2 │ x\n    │ ^\n`);
  });

  test("is shown as wide as the terminal is", () => {
    expect(lineWithCaret(500, 80)).toMatchObject({ under: long[499], width: 80 });
    expect(lineWithCaret(500, 2000).text).toBe(`  2 │ ${long}`);
  });

  test("is shown without lines when its file is gone or shorter", () => {
    expect(print([problem], {})).not.toContain("│");
    expect(print([problem], { "api.graphql": "" })).not.toContain("│");
  });
});

describe("problems", () => {
  test("without a place are shown without lines", () => {
    expect(print([{ ...problem, origin: undefined }], file)).toBe(`
error UNKNOWN_SOURCE
  There is no source "usres".
  → Did you mean "users"?

`);
  });

  test("that are warnings say so, and texts of several lines stay indented", () => {
    const warning: Problem = {
      ...problem,
      severity: "warning",
      message: "first\nsecond",
      help: "do\nthis",
      origin: undefined,
    };
    expect(print([warning], {})).toContain(
      "warning UNKNOWN_SOURCE\n  first\n  second\n  → do\n  → this\n",
    );
  });

  test("are in colour on a terminal, where the text is the same", () => {
    vi.stubEnv("NO_COLOR", undefined);
    vi.stubEnv("FORCE_COLOR", undefined);
    vi.stubEnv("NODE_DISABLE_COLORS", undefined);
    vi.stubEnv("TERM", "xterm-256color");
    const [plain, coloured] = [print([problem], file), print([problem], file, true)];
    expect(coloured).toContain("\u001B[31m");
    expect(plain).not.toContain("\u001B[");
    expect(stripVTControlCharacters(coloured)).toBe(plain);
  });
});
