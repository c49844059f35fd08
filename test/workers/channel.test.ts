import { describe, expect, test } from "vitest";

import { ProblemsError } from "../../src/kernel/problem.ts";
import { type Answers, Channel, fromFailure, toFailure } from "../../src/workers/channel.ts";
import { createManualClock } from "../support/manual-clock.ts";
import { linkedPorts } from "./support/linked-ports.ts";

interface Asked {
  readonly double: (number: number) => number;
  readonly fail: (how: "bug" | "problems") => number;
  readonly hang: (none: undefined) => number;
}
interface Asker {
  readonly ping: (none: undefined) => void;
}

const problem = {
  code: "WRONG",
  severity: "error",
  message: "It is wrong.",
  help: "Correct it.",
  origin: undefined,
} as const;

function connect() {
  const [here, there] = linkedPorts();
  const clock = createManualClock();
  const answers: Answers<Asked> = {
    double: (number) => Promise.resolve(number * 2),
    fail(how) {
      throw how === "bug" ? new TypeError("a bug") : new ProblemsError([problem]);
    },
    hang: () => new Promise(() => {}),
  };
  void new Channel<Asker, Asked>(there, answers);
  return { asker: new Channel<Asked, Asker>(here, { ping: () => undefined }, clock), clock };
}

describe("what is asked over a channel", () => {
  test("is answered, each question by its own answer", async () => {
    const { asker } = connect();
    const asked = [1, 2, 3].map((number) => asker.ask("double", number, 100));
    expect(await Promise.all(asked)).toEqual([2, 4, 6]);
  });

  test("rejects with the problems that the other side has with it", async () => {
    const { asker } = connect();
    await expect(asker.ask("fail", "problems", 100)).rejects.toEqual(new ProblemsError([problem]));
  });

  test("rejects with the stack of a bug of the other side", async () => {
    const { asker } = connect();
    const error: unknown = await asker.ask("fail", "bug", 100).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      message: "TypeError: a bug",
      stack: expect.stringContaining("channel.test.ts"),
    });
  });

  test("rejects when it is not answered in time", async () => {
    const { asker, clock } = connect();
    const asked = asker.ask("hang", undefined, 100);
    clock.advance(100);
    await expect(asked).rejects.toThrow('The other process did not answer "hang" within 100 ms.');
  });

  test("rejects once the other side has ended", async () => {
    const { asker } = connect();
    const asked = asker.ask("hang", undefined, 100);
    asker.close();
    await expect(asked).rejects.toThrow("The other process ended.");
  });
});

test.each([
  [new Error("with a stack"), "Error: with a stack"],
  [Object.assign(new Error("bare"), { stack: undefined }), "bare"],
  ["no error at all", "no error at all"],
])("%s keeps its words on its way", (error, message) => {
  expect(fromFailure(toFailure(error)).message).toBe(message);
});
