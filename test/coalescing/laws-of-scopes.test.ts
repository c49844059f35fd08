import { isDeepStrictEqual } from "node:util";

import fc from "fast-check";
import { expect, test } from "vitest";

import { connectorOf } from "../connectors/connector-fixture.ts";
import { drop, json, startUpstream } from "../support/upstream.ts";
import {
  type AnsweredAsk,
  arbitraryAsks,
  credentialOf,
  letAsk,
  nextTurn,
  pairs,
  tenantOf,
} from "./support/callers.ts";
import { createCountingClock } from "./support/counting-clock.ts";
import { openFetcher } from "./support/fetcher.ts";
import { lawRuns, lawTimeoutMs } from "./support/law-runs.ts";

test(
  "no value and no error crosses a scope, among thousands of callers at once",
  { timeout: lawTimeoutMs },
  async () => {
    expect.hasAssertions();
    const asks = arbitraryAsks({ least: 3000, most: 3000, turns: 300, callers: 50 });
    const property = fc.asyncProperty(asks, fc.nat(9), async (planned, failures) => {
      await using upstream = await openUpstream(failures);
      const connector = connectorOf({
        source: { baseUrl: upstream.url },
        place: { kind: "object", typeName: "User" },
        url: "/users",
        queryParams: "id: $batch.id",
        headers: [
          { name: "authorization", from: "authorization" },
          { name: "x-tenant", value: "{$context.tenant}" },
        ],
        selection: "id credential tenant",
        errors: { message: "$.error" },
        keyFields: [{ path: ["id"], isId: true }],
        batch: { maxSize: 5 },
      });
      const clock = createCountingClock();
      const source = { maxConcurrentCalls: 16 };
      const opened = openFetcher(connector, { upstreamUrl: upstream.url, source, clock });
      const answered = await letAsk({ ...opened, connector, clock }, planned);
      await opened.source.close();

      expect(answered.flatMap(strangeIn)).toEqual([]);
      const credentials = upstream.requests.map(({ rawHeaders }) =>
        rawHeaders.filter((name) => name.toLowerCase() === "authorization"),
      );
      expect(credentials.filter(({ length }) => length > 1)).toEqual([]);
      expect(upstream.requests.length).toBeLessThan(planned.length);
    });
    await fc.assert(property, { ...lawRuns(1), timeout: lawTimeoutMs });
  },
);

/** Answers in any order; so many calls of twenty fail in one way, and as many in another. */
async function openUpstream(failures: number) {
  let calls = 0;
  return startUpstream({
    "GET /users": async ({ query, headers }) => {
      const call = calls++;
      for (let turn = (call * 7) % 11; turn > 0; turn--) {
        // oxlint-disable-next-line no-await-in-loop -- turns of the event loop, in a row
        await nextTurn();
      }
      const credential = headers.authorization ?? null;
      if (call % 20 < failures) return json({ error: `no, ${credential}` }, { status: 500 });
      if (call % 20 > 20 - failures) return drop();
      const tenant = Number(headers["x-tenant"]);
      return json(query.getAll("id").map((id) => ({ id: Number(id), credential, tenant })));
    },
  });
}

/** Values and messages that are not the caller's own. */
function strangeIn(ask: AnsweredAsk): readonly unknown[] {
  const tenant = tenantOf(ask);
  const credential = credentialOf(ask) ?? null;
  return pairs(ask).filter(({ id, outcome }) => {
    if (outcome.kind === "value") {
      return !isDeepStrictEqual(outcome.value, { id, credential, tenant });
    }
    if (outcome.kind === "missing") return true;
    const { code, message } = outcome.error;
    if (code === "REQUEST_ABORTED") return ask.patience === undefined;
    return code === "CONNECTOR_FETCH"
      ? message !== `no, ${credential}`
      : code !== "HTTP_CLIENT_ERROR";
  });
}
