import { onTestFinished } from "vitest";

import type { FetchKeys } from "../../../src/connectors/outcome.ts";
import { newRequestContext, type RequestContext } from "../../../src/connectors/request-context.ts";
import type { Connector } from "../../../src/contract/contract.ts";
import { connectorOf, type ConnectorTexts } from "../../connectors/connector-fixture.ts";
import { createHeld } from "../../support/held.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { until } from "../../support/until.ts";
import { json, type Routes, startUpstream } from "../../support/upstream.ts";
import { type FetcherOptions, openFetcher, summary } from "./fetcher.ts";

export interface HeldUsersOptions extends Omit<Partial<FetcherOptions>, "others"> {
  /** What differs of the connector. */
  readonly texts?: ConnectorTexts;
  /** Answers a call for users; by default with all of them. */
  readonly answer?: Routes[string];
  readonly routes?: Routes;
  /** More connectors, of the same source. */
  readonly others?: (upstreamUrl: string) => readonly Connector[];
}

/**
 * Users that are fetched by id, at most 100 in a call, from an upstream that answers when it is let
 * go. All is closed after the test.
 */
export async function openHeldUsers({
  texts,
  answer,
  routes,
  others,
  ...options
}: HeldUsersOptions = {}) {
  const held = createHeld();
  const clock = createManualClock();
  const upstream = await startUpstream({
    "GET /users": held.hold(answer ?? (({ query }) => json(query.getAll("id").map(userOf)))),
    ...routes,
  });
  onTestFinished(async () => {
    held.letAllGo();
    await upstream.close();
  });
  const connector = connectorOf({
    source: { baseUrl: upstream.url },
    place: { kind: "object", typeName: "User" },
    url: "/users",
    queryParams: "id: $batch.id",
    selection: "id name",
    keyFields: [{ path: ["id"], isId: true }],
    batch: { maxSize: undefined },
    ...texts,
  });
  const fetcher = openFetcher(connector, {
    upstreamUrl: upstream.url,
    clock,
    ...options,
    others: others?.(upstream.url) ?? [],
  });
  const fetch = (ids: readonly number[], request: Partial<RequestContext> = {}) =>
    fetcher.coalescer.fetchKeys(connector, ids.map(keyOf), { ...newRequestContext(), ...request });
  return {
    ...fetcher,
    connector,
    upstream,
    held,
    clock,
    fetch,
    /** Values, and codes of errors. */
    ask: async (...asked: Parameters<typeof fetch>) => summary(await fetch(...asked)),
    /** The ids of each call, in the order of their arrival. */
    asked: () => upstream.requests.map(({ query }) => query.getAll("id").map(Number)),
    /** Resolves once so many calls wait for their answers. */
    areHeld: (count: number) => until(() => held.count() === count),
  };
}

export function keyOf(id: number): Parameters<FetchKeys>[1][number] {
  return { id: String(id), args: { id }, this: { id } };
}

export function userOf(id: string | number) {
  return { id: Number(id), name: `user ${id}` };
}
