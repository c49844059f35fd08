import { describe, expect, test } from "vitest";

import type { HttpResponse } from "../../src/connectors/http-message.ts";
import { createBodyReader } from "../../src/connectors/read-body.ts";

function json(body: string): HttpResponse {
  const headers = { "content-type": "application/json" };
  return { status: 200, headers, body, bodyBytes: body.length };
}

/** The same text, that is not the same string: as the next answer of a source has it. */
function copyOf(text: string): string {
  return Buffer.from(text).toString();
}

describe("a text that equals the one before it", () => {
  const text = '{"posts":[{"id":1}]}';

  test("gives the same value, which nobody can change any more", () => {
    const read = createBodyReader();
    read(json(text));
    const { value: second } = read(json(copyOf(text)));
    const { value: third } = read(json(copyOf(text)));
    expect(second).toEqual({ posts: [{ id: 1 }] });
    expect(third).toBe(second);
    expect(() => Object.assign(Object(third).posts[0], { id: 2 })).toThrow(TypeError);
  });

  test("gives another value where another text came in between", () => {
    const read = createBodyReader();
    const bodies = [text, text, '{"posts":[{"id":2}]}', text];
    expect(bodies.map((body) => read(json(copyOf(body))).value)).toEqual(
      bodies.map((body) => JSON.parse(body)),
    );
  });

  test("is broken each time where it is broken", () => {
    const read = createBodyReader();
    expect([1, 2, 3].map(() => read(json("{")).isBroken)).toEqual([true, true, true]);
  });

  test("is not kept where it is long", () => {
    const read = createBodyReader();
    const long = JSON.stringify("x".repeat(300_000));
    expect([1, 2, 3].map(() => read(json(long)).value)).toEqual(
      [1, 2, 3].map(() => JSON.parse(long)),
    );
  });
});
