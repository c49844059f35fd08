import { GraphQLError } from "graphql";
import { expect, test } from "vitest";

import { asRefusal } from "../../src/server/as-refusal.ts";

test("a refusal of Apollo Server's own without a code has that of a wrong request, and keeps the rest", () => {
  const refusal = asRefusal(new GraphQLError("no", { extensions: { http: { status: 400 } } }));
  expect(refusal.message).toBe("no");
  expect(refusal.extensions).toEqual({ code: "BAD_REQUEST", http: { status: 400 } });
});

test("what has a code stays as it is", () => {
  const coded = new GraphQLError("no", { extensions: { code: "X" } });
  expect(asRefusal(coded)).toBe(coded);
});

test("a bug stays one", () => {
  const originalError = new Error("bug");
  const bug = asRefusal(new GraphQLError("bug", { originalError }));
  expect(bug.originalError).toBe(originalError);
  expect(bug.extensions).toEqual({ code: "INTERNAL_SERVER_ERROR" });
});
