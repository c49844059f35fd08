import { expect, test } from "vitest";

import { causeOfFailure } from "../../src/kernel/cause-of-failure.ts";

const refused = new Error("connect ECONNREFUSED 127.0.0.1:1");
const allRefused = Object.assign(new AggregateError([refused, refused]), { code: "ECONNREFUSED" });

test.each<[string, unknown, unknown]>([
  ["its cause", new TypeError("fetch failed", { cause: refused }), refused],
  [
    "a code, where several addresses failed",
    new TypeError("fetch failed", { cause: allRefused }),
    "ECONNREFUSED",
  ],
  ["the error itself, where nothing caused it", refused, refused],
  [
    "the error itself, where it has no code",
    new AggregateError([], "none"),
    new AggregateError([], "none"),
  ],
  ["what was thrown, where that is no error", "a text", "a text"],
])("a failed request of fetch tells %s", (_what, error, told) => {
  expect(causeOfFailure(error)).toEqual(told);
});
