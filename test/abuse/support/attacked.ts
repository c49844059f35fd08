import type { ConfigInput } from "../../../src/gateway.ts";
import { type GatewayProcess, startGatewayProcess } from "../../gateway/support/gateway-process.ts";
import { withSource } from "../../gateway/support/shared-users.ts";
import { json, startUpstream, type Upstream } from "../../support/upstream.ts";
import { exchange, type RawAnswer } from "./exchange.ts";
import type { Kept, Turn } from "./probe.ts";
import { ask } from "./requests.ts";

/** A gateway in production, in a process of its own, in front of an API of users. */
export interface Attacked {
  readonly url: string;
  readonly process: GatewayProcess;
  readonly upstream: Upstream;
  /** Sends bytes, and gives what they are answered first. */
  readonly send: (bytes: Uint8Array, url?: string) => Promise<RawAnswer>;
  /** The longest that it was busy since this was last asked. */
  readonly turn: () => Promise<Turn>;
  readonly kept: () => Promise<Kept>;
  /** What it kept when it began. */
  readonly before: Kept;
  readonly close: () => Promise<void>;
}

export interface AttackedOptions {
  readonly config?: Omit<ConfigInput, "schema" | "sources">;
  readonly files?: Readonly<Record<string, string>>;
  /** What callers prove with who they are. */
  readonly credentials?: Readonly<Record<string, string>>;
}

/** What nobody must be told: neither callers nor readers of the log. */
export const planted = ["planted-bearer", "planted-config", "planted-answer"] as const;

/** Starts one, and asks it something, as what is new is slow. Whoever does closes it. */
export async function startAttacked(options: AttackedOptions = {}): Promise<Attacked> {
  const { config, files = {}, credentials } = options;
  const upstream = await startUpstream({
    "GET /users/:id": ({ params: { id } }) => json({ id, name: `name ${id}`, secret: planted[2] }),
    "GET /users": () => json([{ id: "1", name: "name 1" }]),
    "GET /echo": ({ query }) => json(query.get("text")),
    "POST /echo": ({ body }) => json(JSON.parse(body)),
    "POST /users/:id": ({ params: { id } }) => json({ id, name: "renamed" }),
  });
  const process = await startGatewayProcess({
    schema: withSource(schema, upstream),
    config: {
      ...config,
      sources: {
        api: {
          auth: { bearer: "planted-bearer" },
          config: { key: "planted-config" },
          retry: { attempts: 1 },
        },
      },
    },
    files,
    preload: new URL("probe.ts", import.meta.url),
  });
  const { url } = process;
  const probeUrl = String((await process.says("probe"))["url"]);
  const probe = async (path: string) => (await fetch(`${probeUrl}${path}`)).json();
  const turn = async () => (await probe("/turn")) as Turn;
  const kept = async () => (await probe("/kept")) as Kept;
  const send = async (bytes: Uint8Array, to: string = url) => {
    const [answer] = await exchange(to, bytes);
    return answer ?? closed;
  };
  await send(ask(good, undefined, credentials));
  const before = await kept();
  upstream.forget();
  const close = async () => {
    await process.kill();
    await upstream.close();
  };
  return { url, process, upstream, send, turn, kept, before, close };
}

/** Of a connection that is closed without an answer. */
const closed: RawAnswer = { status: 0, headers: new Map(), text: "" };

/** What is right, and its answer. */
export const good = '{ user(id: "1") { id name } }';
export const goodAnswer = '{"data":{"user":{"id":"1","name":"name 1"}}}';

const schema = `
  enum Colour { RED HIDDEN_GREEN }
  input Filter { name: String and: Filter any: [Filter!] colour: Colour tags: [String!] }
  type Query {
    user(id: ID!): User
      @connect(
        source: "api"
        http: { GET: "/users/{$args.id}", headers: [{ name: "x-from", from: "x-client" }] }
        selection: "id name"
      )
    users(first: Int, ids: [ID!], filter: Filter): [User!]
      @connect(source: "api", http: { GET: "/users" }, selection: "id name")
    sized(size: Int): [User!] @listSize(slicingArguments: ["size"])
      @connect(source: "api", http: { GET: "/users" }, selection: "id name")
    echo(text: String): String
      @connect(source: "api", http: { GET: "/echo?text={$args.text}&key={$config.key}" }, selection: "$")
    header(text: String): String
      @connect(
        source: "api"
        http: { GET: "/echo?text=h", headers: [{ name: "x-text", value: "{$args.text}" }] }
        selection: "$"
      )
    echoed(filter: Filter): String
      @connect(source: "api", http: { POST: "/echo", body: "$args.filter" }, selection: "$.name")
    count(n: Int, exact: Boolean, rate: Float): Int
      @connect(source: "api", http: { GET: "/users/1" }, selection: "$(1)")
    me: User @authenticated
      @connect(source: "api", http: { GET: "/users/{$context.claims.sub}" }, selection: "id name")
    hidden: User @requiresScopes(scopes: [["read:hidden"]])
      @connect(source: "api", http: { GET: "/users/2" }, selection: "id name")
  }
  type Mutation {
    rename(id: ID!, name: String): User
      @connect(source: "api", http: { POST: "/users/{$args.id}", body: "name: $args.name" }, selection: "id name")
  }
  type User @freshness(ttl: "0s") {
    id: ID!
    name: String
    friend: User @connect(source: "api", http: { GET: "/users/{$this.id}" }, selection: "id name")
  }
`;
