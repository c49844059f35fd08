import { describe, expect, test } from "vitest";

import { reportFailure } from "../../src/cli/report-failure.ts";
import { type Problem, ProblemsError } from "../../src/kernel/problem.ts";
import { capturedContext } from "./captured-context.ts";

function problem(code: string, severity: Problem["severity"] = "error"): Problem {
  return { code, severity, message: "It is wrong.", help: "Correct it.", origin: undefined };
}

async function fail(error: unknown) {
  const { context, stderr } = capturedContext();
  const status = await reportFailure(context, async () => {
    throw error;
  });
  return { status, shown: stderr() };
}

describe("the exit status", () => {
  test("is the command's own when nothing fails", async () => {
    const { context, stderr } = capturedContext();
    expect(await reportFailure(context, async () => 0)).toBe(0);
    expect(stderr()).toBe("");
  });

  test("is 1 for problems in what was written, all of which are shown", async () => {
    const problems = [problem("A"), problem("B"), problem("C", "warning"), problem("PORT_IN_USE")];
    const { status, shown } = await fail(new ProblemsError(problems));
    expect(status).toBe(1);
    expect(shown).toMatch(/error A.*error B.*warning C.*did not start: 3 problems\.\n$/s);
  });

  test.each(["PORT_IN_USE", "CANNOT_LISTEN", "CONFIG_NOT_FOUND", "SCHEMA_NOT_FOUND"])(
    "is 2 for %s, as nothing that was written is wrong",
    async (code) => {
      const { status, shown } = await fail(new ProblemsError([problem(code)]));
      expect(status).toBe(2);
      expect(shown).toMatch(/did not start: 1 problem\.\n$/);
      expect(shown).not.toContain("    at ");
    },
  );

  test("is 2 for a bug, which is shown with its stack", async () => {
    const { status, shown } = await fail(new TypeError("x is not a function"));
    expect(status).toBe(2);
    expect(shown).toMatch(/this is a bug.*TypeError: x is not a function\n\s+at /s);
  });

  test("is 2 for whatever else is thrown", async () => {
    const stackless = new Error("no stack");
    Reflect.set(stackless, "stack", undefined);
    expect((await fail(stackless)).shown).toContain("no stack");
    expect(await fail("odd")).toMatchObject({ status: 2, shown: expect.stringContaining("odd") });
  });
});
