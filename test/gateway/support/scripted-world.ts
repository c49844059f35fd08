import { hash } from "node:crypto";

import { type Answer, drop, json, type Routes } from "../../support/upstream.ts";

/** What an upstream would answer at one moment: never changed, only replaced. */
export interface World {
  readonly products: Items;
  /** By caller: nobody sees those of others. */
  readonly accounts: Readonly<Record<Caller, Items>>;
  /** By caller, the product that was ordered last. */
  readonly ordered: Readonly<Record<Caller, Id>>;
  /** How often anything was changed. */
  readonly version: number;
  readonly failing: "not" | "500" | "drop";
  readonly says: Saying;
}

type Items = Readonly<Record<Id, Item>>;

/** The version of an item; or how the upstream says that there is none. */
export type Item = number | "null" | "404";

export const ids = ["1", "2", "3"] as const;
export type Id = (typeof ids)[number];
export const callers = ["anna", "ben"] as const;
export type Caller = (typeof callers)[number];

/** What an upstream says of how long its answers may be kept. */
export interface Saying {
  readonly control?: string;
  readonly maxAgeMs?: number;
  readonly ageMs?: number;
  readonly hasEtag?: boolean;
  readonly noStore?: boolean;
  readonly isPrivate?: boolean;
  readonly mustRevalidate?: boolean;
}

export const sayings: readonly Saying[] = [
  {},
  {},
  { hasEtag: true },
  { control: "max-age=3", maxAgeMs: 3000 },
  { control: "max-age=1000", maxAgeMs: 1_000_000 },
  { control: "max-age=5", maxAgeMs: 5000, ageMs: 2000, hasEtag: true },
  { ageMs: 4000 },
  { control: "no-store", noStore: true },
  { control: "private", isPrivate: true },
  { control: "no-cache", maxAgeMs: 0, hasEtag: true },
  { control: "max-age=4, must-revalidate", maxAgeMs: 4000, mustRevalidate: true },
];

export const firstWorld: World = {
  products: { 1: 0, 2: 0, 3: "null" },
  accounts: { anna: { 1: 0, 2: 0, 3: 0 }, ben: { 1: 0, 2: "null", 3: 0 } },
  ordered: { anna: "1", ben: "2" },
  version: 0,
  failing: "not",
  says: {},
};

/** A call that the upstream was asked. Moments are numbers in the order of all that happens. */
export interface WorldCall {
  readonly path: string;
  readonly ids: readonly string[];
  readonly caller: string;
  readonly world: World;
  readonly arrivedAt: number;
  readonly arrivedAtMs: number;
  answeredAt: number;
}

export interface WorldView {
  readonly world: () => World;
  /** Resolves when the answer, which is decided already, may leave. */
  readonly hold: () => Promise<void>;
  readonly arrived: (call: Pick<WorldCall, "path" | "ids" | "caller" | "world">) => WorldCall;
  readonly answered: (call: WorldCall) => void;
  /** Gives a product another version: how the answer to that is. */
  readonly write: (id: string) => World["failing"] | "refused";
}

/** The routes of a world as it is viewed at the moment, below a path of its own. */
export function worldRoutes(prefix: string, viewNow: () => WorldView): Routes {
  const routeOf =
    (bodyOf: (world: World, asked: Asked) => unknown): Routes[string] =>
    async ({ path, query, headers, params: { id = "" } }): Promise<Answer> => {
      const view = viewNow();
      const world = view.world();
      const caller = headers["authorization"] === "ben" ? "ben" : "anna";
      const asked = { caller, ids: id === "" ? query.getAll("id") : [id] } as const;
      const call = view.arrived({ path: path.slice(prefix.length + 1), world, ...asked });
      await view.hold();
      view.answered(call);
      if (world.failing === "drop") return drop();
      if (world.failing === "500") return json({}, { status: 500 });
      const body = bodyOf(world, asked);
      if (body === notFound) return json({}, { status: 404 });
      return saying(world.says, body, headers["if-none-match"]);
    };
  return {
    [`GET /${prefix}/products`]: routeOf(({ products }) =>
      ids.flatMap((id) => productRow(products, id) ?? []),
    ),
    [`GET /${prefix}/hot`]: routeOf(({ products }) =>
      ids.flatMap((id) => productRow(products, id) ?? []),
    ),
    [`GET /${prefix}/products/:id`]: routeOf(({ products }, { ids: [id] }) =>
      products[asId(id)] === "404" ? notFound : (productRow(products, asId(id)) ?? null),
    ),
    [`GET /${prefix}/some`]: routeOf(({ products }, asked) =>
      asked.ids.flatMap((id) => productRow(products, asId(id)) ?? []),
    ),
    [`GET /${prefix}/accounts`]: routeOf(({ accounts }, { caller, ids: wanted }) =>
      wanted.flatMap((id) => {
        const item = accounts[caller][asId(id)];
        return typeof item === "number" ? [{ id, text: `${caller}'s account ${id} v${item}` }] : [];
      }),
    ),
    [`GET /${prefix}/orders`]: routeOf(({ ordered, version }, { caller }) => [
      { id: 1, text: `${caller}'s order v${version}`, productId: ordered[caller] },
    ]),
    [`GET /${prefix}/now`]: routeOf(({ version }) => ({ version })),
    [`POST /${prefix}/products/:id`]: async ({ params: { id = "" } }) => {
      const view = viewNow();
      const done = view.write(id);
      await view.hold();
      if (done === "drop") return drop();
      if (done === "500") return json({}, { status: 500 });
      return done === "refused" ? json({}, { status: 422 }) : json({ id });
    },
  };
}

interface Asked {
  readonly caller: Caller;
  readonly ids: readonly string[];
}

const notFound = Symbol("404");

function asId(id: string | undefined): Id {
  return ids.find((known) => known === id) ?? "1";
}

function productRow(products: Items, id: Id) {
  const item = products[id];
  return typeof item === "number" ? { id, name: `product ${id} v${item}` } : undefined;
}

function saying({ control, ageMs, hasEtag }: Saying, body: unknown, known?: string): Answer {
  const etag = `"${hash("sha1", JSON.stringify(body))}"`;
  const headers = {
    ...(control !== undefined && { "cache-control": control }),
    ...(ageMs !== undefined && { age: String(ageMs / 1000) }),
    ...(hasEtag === true && { etag }),
  };
  if (hasEtag === true && known === etag) {
    return (response) => response.writeHead(304, headers).end();
  }
  return json(body, { headers });
}
