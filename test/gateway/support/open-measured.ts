import { join } from "node:path";

import { batch } from "../../../src/gateway.ts";
import { temporaryDirectory } from "../../config/temporary-directory.ts";
import { collectGarbage } from "../../support/collect-garbage.ts";
import { json } from "../../support/upstream.ts";
import { until } from "../../support/until.ts";
import { openGateway } from "./open-gateway.ts";
import { postOperation } from "./post-operation.ts";
import { rowsFor, users } from "./posts-and-users.ts";
import { type Scraped, scrape, valueOf } from "./scraped.ts";

const schema = `
  type Query {
    users(ids: [ID!]!): [User]
    kept: Int @freshness(ttl: "1h") @connect(source: "api", http: { GET: "/fine" }, selection: "$")
    stale: Int
      @freshness(ttl: "1ms", staleWhileRevalidate: "1h")
      @connect(source: "api", http: { GET: "/fine" }, selection: "$")
    saved: Int
      @freshness(ttl: "1ms", staleIfError: "1h", tags: ["saved"])
      @connect(source: "api", http: { GET: "/failing" }, selection: "$")
    broken: Int @connect(source: "api", http: { GET: "/broken" }, selection: "$")
    must: Int! @connect(source: "api", http: { GET: "/broken" }, selection: "$")
    throttled: Int @connect(source: "api", http: { GET: "/throttled" }, selection: "$")
    slow: Int @connect(source: "api", http: { GET: "/slow" }, selection: "$")
    lazy: Int @lazy(reason: "to see it measured") @connect(source: "api", http: { GET: "/fine" }, selection: "$")
  }
  type Mutation {
    save(value: Int!): Int
      @connect(source: "api", http: { POST: "/save", body: "value: $args.value" }, selection: "$")
  }
  ${users()}
  extend type User { rank: Int }
`;

/** A gateway whose metrics Prometheus may read; `hasStore`: with a shared store that cannot be reached. */
export async function openMeasured({ hasStore = false } = {}) {
  let fails = false;
  const slow = Promise.withResolvers<void>();
  const opened = await openGateway({
    schema,
    api: {
      retry: { attempts: 2, backoff: "1ms", budget: "100%" },
      // So that nothing waits, and the breaker stays as it is.
      rateLimit: { calls: 10_000, per: "1s" },
      breaker: { minCalls: 1_000_000 },
    },
    config: {
      metrics: { port: 0 },
      documents: {
        mode: "log",
        manifests: [join(temporaryDirectory({ "none.json": "{}" }), "none.json")],
      },
      // Nobody listens there.
      ...(hasStore && { cache: { redis: { url: "redis://127.0.0.1:1" } } }),
    },
    resolvers: {
      Query: {
        users: (_parent, { ids }: { readonly ids: readonly string[] }) => ids.map((id) => ({ id })),
      },
      User: {
        rank: batch({ reads: ["id"], load: async (keys) => keys.map(() => 1) }),
      },
    },
    routes: {
      "GET /users": ({ query }) => json(rowsFor(query)),
      "GET /fine": () => json(1),
      "GET /failing": () => (fails ? json("broken", { status: 503 }) : json(1)),
      "GET /broken": () => json("broken", { status: 503 }),
      "GET /throttled": () => json("too many", { status: 429 }),
      "GET /slow": async ({ aborted }) => {
        slow.resolve();
        await aborted;
        return json(1);
      },
      "POST /save": () => json(1),
    },
  });
  const { url } = await opened.gateway.start();
  const served = opened.lines().find(({ msg }) => msg === "metrics are served");
  const metricsUrl = String(served?.["url"]);
  const post = (query: string, headers: Record<string, string> = {}) =>
    postOperation(url, { query }, { headers });

  return {
    ...opened,
    url,
    metricsUrl,
    post,
    scraped: (): Promise<Scraped> => scrape(metricsUrl),
    /** Something of everything that is measured. */
    doEverything: async (): Promise<void> => {
      fails = false;
      await post('{ users(ids: ["1", "2"]) { name rank } kept stale saved lazy }');
      fails = true;
      await post("mutation { save(value: 1) }");
      await post("{ kept broken throttled }");
      await post("{ must }");
      await post("{ stale saved }");
      await post("{ nothing }");
      await opened.gateway.invalidate({ tags: ["saved"] });
      await fetch(new URL("/elsewhere", url));
      collectGarbage();
      const client = new AbortController();
      const answer = postOperation(url, { query: "{ slow }" }, { signal: client.signal });
      await slow.promise;
      client.abort();
      await answer.catch(() => undefined);
      const abandoned = { sluice_operation_outcome: "abandoned" };
      await until(async () => {
        const metrics = await scrape(metricsUrl);
        const isMeasured = valueOf(metrics, "sluice_operations_total", abandoned) !== undefined;
        // Observers are told of collections later.
        return isMeasured && metrics.has("v8js_gc_duration_seconds");
      });
    },
  };
}
