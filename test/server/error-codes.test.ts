import { GraphQLError } from "graphql";
import { describe, expect, test } from "vitest";

import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { errorCodes } from "../../src/server/error-codes.ts";

function coded(code: unknown): GraphQLError {
  return new GraphQLError("secret", { extensions: { code } });
}

describe("errorCodes", () => {
  test("are distinct, in the order they first come", () => {
    const timeout = new GatewayError("GATEWAY_TIMEOUT", "slow");
    expect(
      errorCodes([
        new GraphQLError("slow", { originalError: timeout }),
        coded("FORBIDDEN"),
        new GraphQLError("slow too", { originalError: timeout }),
        new GraphQLError("null for a non-null field"),
      ]),
    ).toEqual(["GATEWAY_TIMEOUT", "FORBIDDEN", "INTERNAL_SERVER_ERROR"]);
  });

  test.each(["ada@example.com", "forbidden: card 4111", "A".repeat(65), 7, { code: "A" }])(
    "show nothing of %o, which a source may have answered",
    (code) => {
      expect(errorCodes([coded(code)])).toEqual(["_OTHER"]);
    },
  );

  test("are ten at most", () => {
    const many = Array.from({ length: 1000 }, (_, index) => coded(`CODE_${index}`));
    expect(errorCodes(many)).toHaveLength(10);
  });
});
