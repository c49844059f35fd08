import { GraphQLError } from "graphql";
import { describe, expect, test } from "vitest";

import { newRequestContext, type RequestContext } from "../../src/connectors/request-context.ts";
import type { Executor, Operation, OperationResult } from "../../src/execution/executor.ts";
import { systemClock } from "../../src/kernel/clock.ts";
import type { Json } from "../../src/kernel/json.ts";
import { createApolloHandler, type ApolloHandlerOptions } from "../../src/server/apollo-handler.ts";
import { graphqlJsExecutor } from "./support/graphql-js-executor.ts";
import { logLines } from "./support/log-lines.ts";
import { anyDocument, handlerOf, post, schemaWith, serve } from "./support/serve.ts";

const schema = schemaWith(
  `enum Colour { RED }
   type Query { greet(id: ID, colour: Colour): String broken: String refused: String }
   type Mutation { change: String }`,
  {
    Query: {
      greet: () => "hello",
      broken: () => {
        throw new TypeError("secret table name");
      },
      refused: () => {
        throw new GraphQLError("Log in", {
          extensions: { code: "UNAUTHENTICATED", http: { status: 401 } },
        });
      },
    },
    Mutation: { change: () => "changed" },
  },
);

/** An executor that answers every operation alike, and keeps what it was asked. */
function answering(result: OperationResult | (() => Promise<OperationResult>)) {
  const asked: Operation[] = [];
  const executor: Executor = {
    async execute(operation) {
      asked.push(operation);
      return typeof result === "function" ? await result() : result;
    },
  };
  return { executor, asked };
}

async function served(options: Partial<ApolloHandlerOptions> = {}): Promise<string> {
  return (await serve(await handlerOf(schema, options))).url;
}

describe("an operation", () => {
  test("goes to the executor with its document, name, raw variables and request", async () => {
    const { executor, asked } = answering({ data: { greet: "hello" } });
    const url = await served({ executor });
    const query = "query A($id: ID) { greet(id: $id) } query B { greet }";

    const { response, body } = await post(
      url,
      { query, operationName: "A", variables: { id: 1 } },
      { headers: { "x-caller": "me" } },
    );

    expect(response.status).toBe(200);
    expect(body).toEqual({ data: { greet: "hello" } });
    expect(asked).toMatchObject([
      {
        operationName: "A",
        variables: { id: 1 },
        request: { headers: { "x-caller": "me" }, context: {}, trace: undefined },
      },
    ]);
  });

  test("comes as the same document each time, so that plans can be kept by document", async () => {
    const { executor, asked } = answering({ data: { greet: "hello" } });
    const url = await served({ executor });
    await post(url, { query: "{ greet }" });
    await post(url, { query: "{ greet }" });
    expect(new Set(asked.map(({ document }) => document)).size).toBe(1);
  });

  test.each([
    ["does not parse", { query: "{" }, "GRAPHQL_PARSE_FAILED"],
    ["is not valid", { query: "{ nothing }" }, "GRAPHQL_VALIDATION_FAILED"],
    [
      "names no operation of its document",
      { query: "query A { greet }", operationName: "B" },
      "OPERATION_RESOLUTION_FAILURE",
    ],
    [
      "does not say which of its document",
      { query: "query A { greet } query B { greet }" },
      "OPERATION_RESOLUTION_FAILURE",
    ],
    ["is one of a list", [{ query: "{ greet }" }], "BATCHING_UNSUPPORTED"],
    ["is absent", {}, "BAD_REQUEST"],
  ])("never reaches the executor when it %s", async (_name, request, code) => {
    const { executor, asked } = answering({ data: {} });
    const { response, body } = await post(await served({ executor }), request);
    expect(response.status).toBe(400);
    expect(body.errors).toMatchObject([{ extensions: { code } }]);
    expect(body).not.toHaveProperty("data");
    expect(asked).toEqual([]);
  });

  test("runs by GET with a header that no plain web page can send", async () => {
    const url = await served();
    const response = await fetch(`${url}?query={greet}`, {
      headers: { "apollo-require-preflight": "true" },
    });
    expect(await response.json()).toEqual({ data: { greet: "hello" } });
  });

  test("is refused as possible CSRF by a GET without one", async () => {
    const response = await fetch(`${await served()}?query={greet}`);
    expect(response.status).toBe(400);
    const { errors } = (await response.json()) as { errors: readonly { message: string }[] };
    expect(errors[0]?.message).toMatch(/Cross-Site Request Forgery.*\S$/s);
  });

  test("is refused when it would change something by GET", async () => {
    const url = await served();
    const response = await fetch(`${url}?query=mutation{change}`, {
      headers: { "apollo-require-preflight": "true" },
    });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("POST");
  });

  test("keeps the digits of an integer beyond 2^53 in its answer", async () => {
    const { executor } = answering({ data: { greet: 9007199254740993n } });
    const response = await fetch(await served({ executor }), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: "{ greet }" }),
    });
    expect(await response.text()).toBe('{"data":{"greet":9007199254740993}}');
  });

  test("is answered in the type its client accepts, the first time and later", async () => {
    const url = await served();
    const answeredType = async (): Promise<string | null> => {
      const accept = "application/graphql-response+json, application/json;q=0.9";
      const { response } = await post(url, { query: "{ greet }" }, { headers: { accept } });
      return response.headers.get("content-type");
    };
    expect(await answeredType()).toBe("application/graphql-response+json; charset=utf-8");
    expect(await answeredType()).toBe("application/graphql-response+json; charset=utf-8");
  });

  test("that came otherwise than over HTTP follows the same rules", async () => {
    const handler = await createApolloHandler({
      schema,
      executor: graphqlJsExecutor(schema),
      ...anyDocument(),
      mode: "production",
      introspection: undefined,
      log: logLines("silent").log,
      clock: systemClock,
    });
    const context: RequestContext = {
      ...newRequestContext(),
    };
    const query = "query A($id: ID) { greet(id: $id) } query B { broken }";
    expect(
      await handler.execute({ query, operationName: "A", variables: { id: 1 } }, context),
    ).toEqual({ data: { greet: "hello" } });
    expect(await handler.execute({ query: "{ broken }" }, context)).toMatchObject({
      data: { broken: null },
      errors: [{ message: "Internal server error" }],
    });
    expect(await handler.execute({ query: "{" }, context)).toMatchObject({
      errors: [{ extensions: { code: "GRAPHQL_PARSE_FAILED" } }],
    });
  });
});

describe("an operation that could not start", () => {
  test("is answered 400 with BAD_USER_INPUT and no data", async () => {
    const { response, body } = await post(await served(), {
      query: "query ($colour: Colour!) { greet(colour: $colour) }",
      variables: { colour: "GREEN" },
    });
    expect(response.status).toBe(400);
    expect(body.errors).toMatchObject([
      { locations: [{ line: 1, column: 8 }], extensions: { code: "BAD_USER_INPUT" } },
    ]);
    expect(body).not.toHaveProperty("data");
  });

  test("may have no place to point at", async () => {
    const { executor } = answering({ errors: [new GraphQLError("Too many variables")] });
    const { response, body } = await post(await served({ executor }), { query: "{ greet }" });
    expect(response.status).toBe(400);
    expect(body).toEqual({
      errors: [{ message: "Too many variables", extensions: { code: "BAD_USER_INPUT" } }],
    });
  });

  test("keeps a code and a status that its error has", async () => {
    const error = new GraphQLError("Too deep", {
      extensions: { code: "TOO_DEEP", http: { status: 422 } },
    });
    const { executor } = answering({ errors: [error] });
    const { response, body } = await post(await served({ executor }), { query: "{ greet }" });
    expect(response.status).toBe(422);
    expect(body).toEqual({ errors: [{ message: "Too deep", extensions: { code: "TOO_DEEP" } }] });
  });

  test.each([
    ["an error", new Error("secret"), "secret"],
    ["anything else", "secret", "Thrown: secret"],
  ])(
    "because the executor threw %s is answered 500, masked and logged",
    async (_name, thrown, message) => {
      const { log, lines } = logLines();
      const { executor } = answering(async () => await Promise.reject(thrown));
      const { response, body } = await post(await served({ executor, log }), {
        query: "{ greet }",
      });
      expect(response.status).toBe(500);
      expect(body.errors).toEqual([
        { message: "Internal server error", extensions: { code: "INTERNAL_SERVER_ERROR" } },
      ]);
      expect(lines).toMatchObject([{ level: 50, err: { message } }]);
    },
  );
});

describe("errors in an answer", () => {
  test("leave the status at 200 and the rest of the data in place", async () => {
    const { response, body } = await post(await served(), { query: "{ greet broken }" });
    expect(response.status).toBe(200);
    expect(body).toEqual({
      errors: [
        {
          message: "Internal server error",
          locations: [{ line: 1, column: 9 }],
          path: ["broken"],
          extensions: { code: "INTERNAL_SERVER_ERROR" },
        },
      ],
      data: { greet: "hello", broken: null },
    });
  });

  test("show the message of a bug in development only", async () => {
    const { body } = await post(await served({ mode: "development" }), { query: "{ broken }" });
    expect(body.errors[0].message).toBe("secret table name");
    expect(body.errors[0].extensions).toMatchObject({
      stacktrace: expect.arrayContaining(["TypeError: secret table name"]),
    });
  });

  test("set the HTTP status where a resolver asks for it", async () => {
    const { response, body } = await post(await served(), { query: "{ refused }" });
    expect(response.status).toBe(401);
    expect(body.errors[0].extensions).toEqual({ code: "UNAUTHENTICATED" });
  });

  test.each(["text/x-odd", "application/json; charset=utf-8"])(
    "set the content type %s of their own answer, and of no other",
    async (odd) => {
      const error = new GraphQLError("Odd", {
        extensions: { http: { headers: new Map([["content-type", odd]]) } },
      });
      const results: OperationResult[] = [
        { errors: [error], data: {} },
        { data: {} },
        { errors: [error], data: {} },
      ];
      const { executor } = answering(async () => results.shift() ?? { data: {} });
      const url = await served({ executor });
      const headers = { accept: "application/graphql-response+json" };
      const types: unknown[] = [];
      for (let n = 0; n < 4; n += 1) {
        // oxlint-disable-next-line no-await-in-loop -- what one answer teaches shows in the next
        const { response } = await post(url, { query: "{ greet }" }, { headers });
        types.push(response.headers.get("content-type"));
      }
      const own = "application/graphql-response+json; charset=utf-8";
      expect(types).toEqual([odd, own, odd, own]);
    },
  );

  test("of a document have no stack, not even in development", async () => {
    const { body } = await post(await served({ mode: "development" }), { query: "{ nothing }" });
    expect(body.errors[0].extensions).toEqual({ code: "GRAPHQL_VALIDATION_FAILED" });
  });
});

describe("an answer that cannot be written", () => {
  test("is a bug: masked and logged", async () => {
    const circle: Record<string, Json> = {};
    circle["self"] = circle;
    const { log, lines } = logLines();
    const { executor } = answering({ data: circle });
    const { response, body } = await post(await served({ executor, log }), { query: "{ greet }" });
    expect(response.status).toBe(500);
    expect(body.errors).toEqual([
      { message: "Internal server error", extensions: { code: "INTERNAL_SERVER_ERROR" } },
    ]);
    expect(lines).toMatchObject([{ level: 50, err: { type: "TypeError" } }]);
  });
});

describe("introspection", () => {
  const query = "{ __schema { queryType { name } } }";

  test("is on in development", async () => {
    const { body } = await post(await served({ mode: "development" }), { query });
    expect(body).toEqual({ data: { __schema: { queryType: { name: "Query" } } } });
  });

  test("is off in production, and names are not suggested", async () => {
    const url = await served();
    const { response, body } = await post(url, { query });
    expect(response.status).toBe(400);
    expect(body.errors).toMatchObject([
      {
        message: expect.stringMatching(/^Introspection is off, .*server\.introspection\.$/),
        locations: [{ line: 1, column: 3 }],
        extensions: { validationErrorCode: "INTROSPECTION_DISABLED" },
      },
    ]);
    expect(body.errors[0].message).not.toContain("Apollo");
    const misspelt = await post(url, { query: "{ greeet }" });
    expect(misspelt.body.errors[0].message).toBe('Cannot query field "greeet" on type "Query".');
  });

  test("can be set in both", async () => {
    const on = await post(await served({ introspection: true }), { query });
    expect(on.response.status).toBe(200);
    const off = await post(await served({ mode: "development", introspection: false }), { query });
    expect(off.response.status).toBe(400);
  });
});
