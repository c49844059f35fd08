import { setTimeout } from "node:timers/promises";

import type { ConfigInput } from "../../../src/gateway.ts";
import { json, type Routes, startUpstream, type Upstream } from "../../support/upstream.ts";
import { type GatewayProcess, startGatewayProcess } from "./gateway-process.ts";

/** Gateway processes of one schema, with one upstream. */
export interface SharedUsers {
  readonly upstream: Upstream;
  /** At least two. */
  readonly gateways: readonly [GatewayProcess, GatewayProcess, ...GatewayProcess[]];
  readonly start: (config?: ConfigInput) => Promise<GatewayProcess>;
  readonly close: () => Promise<void>;
}

export interface SharedUsersOptions {
  /** The settings of each gateway. */
  readonly configs: readonly [ConfigInput, ConfigInput, ...ConfigInput[]];
  readonly schema?: string;
}

/** Starts them. Whoever does closes them. */
export async function startSharedUsers({
  configs,
  schema = sharedUsers,
}: SharedUsersOptions): Promise<SharedUsers> {
  const upstream = await startUpstream(routes());
  const started: GatewayProcess[] = [];
  const start = async (config: ConfigInput = {}) => {
    const gateway = await startGatewayProcess({ schema: withSource(schema, upstream), config });
    started.push(gateway);
    return gateway;
  };
  const close = async () => {
    await Promise.all(started.map((gateway) => gateway.kill()));
    await upstream.close();
  };
  try {
    const [first, second, ...others] = configs;
    const gateways = await Promise.all([
      start(first),
      start(second),
      ...others.map((config) => start(config)),
    ] as const);
    return { upstream, gateways, start, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A schema whose source is this upstream. */
export function withSource(schema: string, { url }: Pick<Upstream, "url">): string {
  return `extend schema @source(name: "api", http: { baseURL: "${url}" })\n${schema}`;
}

/** Users who are read one by one or many at once, and renamed; and what only one caller may see. */
export const sharedUsers = `
  type Query {
    user(id: ID!): User
      @connect(source: "api", http: { GET: "/users/{$args.id}" }, selection: "id name")
    brief(id: ID!): Brief
      @connect(source: "api", http: { GET: "/users/{$args.id}" }, selection: "id name")
    posts(ids: String!): [Post] @connect(
      source: "api"
      http: { GET: "/posts", queryParams: "ids: $args.ids" }
      selection: "id author: { id: authorId }"
    )
    me: Account @connect(
      source: "api"
      http: { GET: "/me", headers: [{ name: "authorization", from: "authorization" }] }
      selection: "id name"
    )
  }
  type Mutation {
    rename(id: ID!): User
      @connect(source: "api", http: { POST: "/users/{$args.id}" }, selection: "id name")
      @invalidates(tags: ["user-{$args.id}"])
  }
  type User @freshness(ttl: "1h", tags: ["user-{$key.id}"]) { id: ID! name: String }
  type Brief @freshness(ttl: "500ms") { id: ID! name: String }
  type Account @freshness(ttl: "1h") { id: ID! name: String }
  type Post @freshness(ttl: "0s") { id: ID! author: Author }
  type Author
    @freshness(ttl: "1h")
    @connect(source: "api", http: { GET: "/authors", queryParams: "id: $batch.id" }, selection: "id name")
  { id: ID! name: String }
`;

export const nameOfUser = (id: string) => `{ user(id: "${id}") { name } }`;
export const nameOfBrief = (id: string) => `{ brief(id: "${id}") { name } }`;
export const authorsOf = (ids: readonly string[]) =>
  `{ posts(ids: "${ids.join(" ")}") { author { name } } }`;

/** Each answer has a name of its own, so that one can be told from the other. An id of "slow…" takes 300 ms. */
function routes(): Routes {
  let answers = 0;
  const row = (id: string) => ({ id, name: `${id} ${(answers += 1)}` });
  return {
    "GET /users/:id": async ({ params: { id = "" } }) => {
      if (id.startsWith("slow")) await setTimeout(300);
      return json(row(id));
    },
    "POST /users/:id": ({ params: { id = "" } }) => json(row(id)),
    "GET /posts": ({ query }) => {
      const ids = (query.get("ids") ?? "").split(" ");
      return json(ids.map((authorId, id) => ({ id, authorId })));
    },
    "GET /authors": ({ query }) => json(query.getAll("id").map(row)),
    "GET /me": ({ headers: { authorization = "" } }) => json(row(authorization)),
  };
}
