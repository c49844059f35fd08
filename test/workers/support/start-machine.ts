import { onTestFinished } from "vitest";

import { withSource } from "../../gateway/support/shared-users.ts";
import { json, startUpstream } from "../../support/upstream.ts";
import { startServe } from "./serve-process.ts";

const schema = `
  type Query {
    pid: Int
    user(id: ID!): User
      @connect(source: "api", http: { GET: "/users/{$args.id}" }, selection: "id name")
    hit(id: Int!): Hit @connect(source: "api", http: { GET: "/hits/{$args.id}" }, selection: "count")
    slow: Hit @connect(source: "api", http: { GET: "/slow" }, selection: "count")
  }
  type User @freshness(ttl: "1h") { id: ID! name: String }
  type Hit @freshness(ttl: "0s") { count: Int }`;

/** Two workers in front of an API; each asks it for itself. */
export async function startMachine(config: object = {}) {
  const gate = Promise.withResolvers<void>();
  let count = 0;
  const hitsAtMs: number[] = [];
  const upstream = await startUpstream({
    "GET /users/:id": () => json({ id: "1", name: `name ${(count += 1)}` }),
    "GET /hits/:id": () => {
      hitsAtMs.push(performance.now());
      return json({ count: (count += 1) });
    },
    "GET /slow": () => gate.promise.then(() => json({ count: 0 })),
  });
  onTestFinished(upstream.close);
  const served = startServe({
    schema: withSource(schema, upstream),
    config: {
      workers: 2,
      resolvers: "resolvers.mjs",
      admin: { port: 0, token: "s3cret-of-operators" },
      metrics: { port: 0 },
      ...config,
    },
    files: {
      "resolvers.mjs": "export const resolvers = { Query: { pid: () => process.pid } };",
    },
  });
  const url = await served.listens();
  /** Asks over a connection of its own, so that workers take turns. */
  const ask = async (query: string) => {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", connection: "close" },
      body: JSON.stringify({ query }),
    });
    return (await response.json()) as { readonly data: Readonly<Record<string, unknown>> };
  };
  const askAll = (query: string, times: number) =>
    Promise.all(Array.from({ length: times }, () => ask(query)));
  const pids = async () => {
    const answers = await askAll("{ pid }", 6);
    return [...new Set(answers.map(({ data }) => Number(data["pid"])))].toSorted(
      (one, other) => one - other,
    );
  };
  return { served, upstream, url, ask, askAll, pids, letGo: gate.resolve, hitsAtMs };
}
