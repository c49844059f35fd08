import { describe, expect, test } from "vitest";

import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";
import { postOperation } from "./support/post-operation.ts";

const schema = `type Query {
  slow: Int @connect(source: "api", http: { GET: "/slow" }, selection: "$")
  then: Then @connect(source: "api", http: { GET: "/slow" }, selection: "id")
  other: Int @connect(source: "api", http: { GET: "/other" }, selection: "$")
}
type Then @connect(source: "api", http: { GET: "/details/{$this.id}" }, selection: "id name") {
  id: ID name: String
}`;

/** An upstream whose `/slow` answers when it is let go, and gives up with its caller. */
async function open() {
  const gate = Promise.withResolvers<void>();
  const aborted = Promise.withResolvers<void>();
  const opened = await openGateway({
    schema,
    routes: {
      "GET /slow": async (request) => {
        void request.aborted.then(aborted.resolve);
        await Promise.race([gate.promise, request.aborted]);
        return json(1);
      },
      "GET /other": () => json(2),
    },
  });
  return { ...opened, letGo: gate.resolve, upstreamAborted: aborted.promise };
}

describe("a client that goes away", () => {
  test("aborts the call that only it waits for, and nothing more is called for it", async () => {
    const { gateway, upstream, upstreamAborted, lines } = await open();
    const { url } = await gateway.start();
    const client = new AbortController();
    const answer = postOperation(
      url,
      { query: "query Leaving { then { name } }" },
      { signal: client.signal },
    );
    await upstream.hasReceived(1);
    client.abort();
    await expect(answer).rejects.toThrow("aborted");
    await upstreamAborted;
    await gateway.stop();
    expect(upstream.asked).toEqual(["GET /slow"]);
    expect(lines()).toContainEqual(
      expect.objectContaining({
        msg: "request abandoned by its client",
        operationName: "Leaving",
      }),
    );
    expect(lines()).toContainEqual(
      expect.objectContaining({ msg: "upstream call", code: "REQUEST_ABORTED" }),
    );
  });

  test("leaves the call to others who wait for it too", async () => {
    const { gateway, upstream, letGo } = await open();
    const { url } = await gateway.start();
    const client = new AbortController();
    const leaving = postOperation(url, { query: "{ slow }" }, { signal: client.signal });
    await upstream.hasReceived(1);
    const staying = postOperation(url, { query: "{ slow other }" });
    await upstream.hasReceived(2);
    client.abort();
    await expect(leaving).rejects.toThrow("aborted");
    letGo();
    expect(await staying).toEqual({ status: 200, data: { slow: 1, other: 2 } });
    expect(upstream.asked).toEqual(["GET /slow", "GET /other"]);
  });

  test("in process too, by its signal", async () => {
    const { ask, upstream, upstreamAborted } = await open();
    const client = new AbortController();
    const answer = ask("{ slow }", { signal: client.signal });
    await upstream.hasReceived(1);
    client.abort();
    expect(await answer).toMatchObject({
      data: { slow: null },
      errors: [{ extensions: { code: "REQUEST_ABORTED" } }],
    });
    await upstreamAborted;
    // Nothing is called for one that is gone already, and no null pretends to be an answer.
    expect(await ask("{ slow other }", { signal: client.signal })).toMatchObject({
      data: { slow: null, other: null },
      errors: [
        { path: ["slow"], extensions: { code: "REQUEST_ABORTED" } },
        { path: ["other"], extensions: { code: "REQUEST_ABORTED" } },
      ],
    });
    expect(upstream.asked).toEqual(["GET /slow"]);
  });
});

describe("a request that takes longer than requestTimeout", () => {
  test("is answered with what there is, and errors for the rest", async () => {
    const { gateway, upstream } = await openGateway({
      schema: `${schema}
        extend type Query { late: Then }`,
      server: { requestTimeout: "300ms" },
      routes: {
        "GET /other": () => json(2),
        "GET /slow": async ({ aborted }) => {
          await aborted;
          return json(1);
        },
      },
      resolvers: {
        Query: {
          // It never looks at its signal, and never ends.
          late: () => new Promise(() => {}),
        },
      },
    });
    const { url } = await gateway.start();
    const { status, data, errors } = await postOperation(url, {
      query: "{ slow other late { id name } }",
    });
    expect({ status, data }).toEqual({
      status: 200,
      data: { slow: null, other: 2, late: null },
    });
    const given = {
      message: "The request may take 300 ms in all, and has taken longer.",
      extensions: { code: "GATEWAY_TIMEOUT" },
    };
    const byPath = Object.fromEntries((errors ?? []).map((error) => [String(error.path), error]));
    expect(byPath).toMatchObject({ slow: { path: ["slow"] }, late: { path: ["late"], ...given } });
    expect(errors).toHaveLength(2);
    expect(upstream.asked.toSorted()).toEqual(["GET /other", "GET /slow"]);
  });
});

test("a request in process has no longer either", async () => {
  const { ask } = await openGateway({
    schema,
    server: { requestTimeout: "50ms" },
    routes: { "GET /slow": ({ aborted }) => aborted.then(() => json(1)) },
  });
  expect(await ask("{ slow }")).toMatchObject({
    data: { slow: null },
    errors: [{ extensions: { code: "GATEWAY_TIMEOUT" } }],
  });
});

describe("stop", () => {
  test("lets requests in flight finish, over HTTP and in process, and takes no new ones", async () => {
    const { gateway, upstream, letGo } = await open();
    const { url } = await gateway.start();
    const overHttp = postOperation(url, { query: "{ slow }" });
    // The second one joins its call, so that only `/other` tells that both are here.
    await upstream.hasReceived(1);
    const inFlight = [overHttp, gateway.execute({ query: "{ slow other }" })];
    await upstream.hasReceived(2);
    const stopped = gateway.stop();
    await expect(postOperation(url, { query: "{ other }" })).resolves.toMatchObject({
      status: 503,
    });
    letGo();
    expect(await Promise.all(inFlight)).toMatchObject([
      { status: 200, data: { slow: 1 } },
      { data: { slow: 1, other: 2 } },
    ]);
    await stopped;
    await expect(postOperation(url, { query: "{ other }" })).rejects.toThrow("fetch failed");
    expect(upstream.asked.toSorted()).toEqual(["GET /other", "GET /slow"]);
  });

  test("twice is as once, and a gateway that never listened stops too", async () => {
    const { gateway } = await open();
    await expect(Promise.all([gateway.stop(), gateway.stop()])).resolves.toBeDefined();
  });
});

describe("reload", () => {
  test("answers new requests with the new schema; those in flight finish with the old one", async () => {
    const { gateway, upstream, letGo, withSchema } = await open();
    const { url } = await gateway.start();
    const old = postOperation(url, { query: "{ slow other }" });
    await upstream.hasReceived(2);
    await gateway.reload(
      withSchema(
        `type Query { fresh: Int @connect(source: "api", http: { GET: "/other" }, selection: "$") }`,
      ),
    );
    expect(await postOperation(url, { query: "{ fresh }" })).toEqual({
      status: 200,
      data: { fresh: 2 },
    });
    expect(await postOperation(url, { query: "{ other }" })).toMatchObject({
      status: 400,
      errors: [{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }],
    });
    letGo();
    expect(await old).toEqual({ status: 200, data: { slow: 1, other: 2 } });
    expect(await gateway.execute({ query: "{ fresh }" })).toEqual({ data: { fresh: 2 } });
  });

  test("with a broken schema rejects with all that is wrong, and the old one goes on", async () => {
    const { gateway, withSchema } = await open();
    const { url } = await gateway.start();
    await expect(gateway.reload(withSchema("type Query {"))).rejects.toMatchObject({
      name: "ProblemsError",
      problems: [{ code: "SDL_SYNTAX" }],
    });
    expect(await postOperation(url, { query: "{ other }" })).toEqual({
      status: 200,
      data: { other: 2 },
    });
  });

  test("with broken settings does so too", async () => {
    const { gateway, withSchema } = await open();
    const config = { sources: { nobody: {} } };
    await expect(gateway.reload({ ...withSchema(schema), config })).rejects.toThrow(
      "UNKNOWN_SOURCE",
    );
    expect(await gateway.execute({ query: "{ other }" })).toEqual({ data: { other: 2 } });
  });

  test("without settings takes the defaults, which name no such schema here", async () => {
    const { gateway } = await open();
    await expect(gateway.reload({ schema: "no/such/file.graphql" })).rejects.toThrow(
      "SCHEMA_NOT_FOUND",
    );
  });
});
