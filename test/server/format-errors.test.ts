import { HeaderMap } from "@apollo/server";
import { GraphQLError, parse } from "graphql";
import { describe, expect, test } from "vitest";

import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { createErrorFormatter } from "../../src/server/format-errors.ts";
import { logLines } from "./support/log-lines.ts";

function formatter(showBugs = false) {
  const { log, lines } = logLines();
  return { ...createErrorFormatter({ showBugs, log }), lines };
}

function located(originalError: Error, path: (string | number)[] = ["user"]): GraphQLError {
  return new GraphQLError(originalError.message, { originalError, path });
}

describe("errors meant for clients", () => {
  test("a GatewayError keeps its message, code, extensions, path and locations", () => {
    const originalError = new GatewayError("CONNECTOR_FETCH", "Request failed", {
      extensions: { service: "users", http: { status: 404 } },
    });
    const document = parse("{ user }");
    const error = new GraphQLError(originalError.message, {
      originalError,
      path: ["user"],
      nodes: document.definitions,
    });
    const { formatErrors, lines } = formatter();

    expect(formatErrors([error])).toMatchObject({
      errors: [
        {
          message: "Request failed",
          path: ["user"],
          locations: [{ line: 1, column: 1 }],
          extensions: { code: "CONNECTOR_FETCH", service: "users", http: { status: 404 } },
        },
      ],
      hasBug: false,
    });
    expect(lines).toEqual([]);
  });

  test("the source's HTTP status in a GatewayError is not the gateway's own", () => {
    const originalError = new GatewayError("CONNECTOR_FETCH", "Request failed", {
      extensions: { http: { status: 404 } },
    });
    expect(formatter().formatErrors([located(originalError)]).http.status).toBeUndefined();
  });

  test("an error of the GraphQL semantics keeps its message and gets a code", () => {
    const error = new GraphQLError("Cannot return null for non-nullable field Query.user.");
    expect(formatter().formatErrors([error]).errors).toEqual([
      { message: error.message, extensions: { code: "INTERNAL_SERVER_ERROR" } },
    ]);
  });

  test("an error of the GraphQL semantics tells no more of a long value than its two ends", () => {
    const message = `Variable "$n" got invalid value "${"x".repeat(5000)}"; it is too long.`;
    const [shown] = formatter().formatErrors([new GraphQLError(message)]).errors;
    expect(shown?.message).toMatch(/^Variable "\$n" got invalid value "x+ … x+"; it is too long.$/);
    expect(shown?.message.length).toBeLessThan(1010);
    const thrown = new GraphQLError(message);
    expect(formatter().formatErrors([located(thrown)]).errors).toMatchObject([{ message }]);
  });

  test("a GraphQLError that a resolver threw keeps its extensions", () => {
    const thrown = new GraphQLError("Not for you", { extensions: { code: "FORBIDDEN", why: 1 } });
    expect(formatter().formatErrors([located(thrown)]).errors).toEqual([
      {
        message: "Not for you",
        path: ["user"],
        extensions: { code: "FORBIDDEN", why: 1 },
      },
    ]);
  });

  test("a resolver sets the HTTP status and headers by extensions.http, which clients do not see", () => {
    const thrown = new GraphQLError("Log in", {
      extensions: {
        code: "UNAUTHENTICATED",
        http: { status: 401, headers: new HeaderMap([["www-authenticate", "Bearer"]]) },
      },
    });
    const { errors, http } = formatter().formatErrors([located(thrown)]);
    expect(errors[0]?.extensions).toEqual({ code: "UNAUTHENTICATED" });
    expect(http.status).toBe(401);
    expect([...http.headers]).toEqual([["www-authenticate", "Bearer"]]);
  });

  test("extensions.http of another form changes nothing", () => {
    for (const http of ["401", null, {}, { status: "401", headers: { a: "b" } }]) {
      const thrown = new GraphQLError("Log in", { extensions: { http } });
      const formatted = formatter().formatErrors([located(thrown)]);
      expect(formatted.http.status).toBeUndefined();
      expect([...formatted.http.headers]).toEqual([]);
    }
  });
});

describe("bugs", () => {
  const bug = new TypeError("secret table name");

  test("are masked, with their place", () => {
    const { errors, hasBug } = formatter().formatErrors([located(bug)]);
    expect(errors).toEqual([
      {
        message: "Internal server error",
        path: ["user"],
        extensions: { code: "INTERNAL_SERVER_ERROR" },
      },
    ]);
    expect(hasBug).toBe(true);
  });

  test("are shown with their stack in development", () => {
    const [error] = formatter(true).formatErrors([located(bug)]).errors;
    expect(error?.message).toBe("secret table name");
    expect(error?.extensions?.["stacktrace"]).toEqual(bug.stack?.split("\n"));
  });

  test("are logged with their stack, once for all the paths one of them failed", () => {
    const { formatErrors, lines } = formatter();
    formatErrors([located(bug, ["a"]), located(bug, ["b"]), located(new Error("another"), ["c"])]);
    expect(lines).toMatchObject([
      { level: 50, path: ["a"], err: { message: "secret table name", stack: bug.stack } },
      { level: 50, path: ["c"], err: { message: "another" } },
    ]);
  });

  test("outside execution are logged and masked too, whatever was thrown", () => {
    const { formatBug, lines } = formatter();
    expect([formatBug(bug), formatBug("text")]).toEqual([
      { message: "Internal server error", extensions: { code: "INTERNAL_SERVER_ERROR" } },
      { message: "Internal server error", extensions: { code: "INTERNAL_SERVER_ERROR" } },
    ]);
    expect(lines).toMatchObject([
      { err: { message: "secret table name" } },
      { err: { message: "Thrown: text" } },
    ]);
  });
});
