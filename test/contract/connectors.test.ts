import { describe, expect, test } from "vitest";

import type { Connector, Contract } from "../../src/contract/contract.ts";
import { contractOf } from "./support/contract-of.ts";

const shop = contractOf(`
  extend schema
    @source(
      name: "api"
      http: {
        baseURL: "https://x.dev/v1"
        headers: [
          { name: "Authorization", from: "Authorization" }
          { name: "X-Tenant", value: "{$request.headers.Tenant->first}" }
        ]
        path: "$(['a'])"
        queryParams: "key: $config.key"
      }
      errors: { message: "$.error" extensions: "status: $status caller: $context.caller" }
      isSuccess: "$status->eq(200)"
    )
  type Query {
    products(first: Int, filter: Filter): [Product!]
      @connect(
        source: "api"
        id: "products"
        http: {
          GET: "/products?first={$args.first}"
          path: "$args.filter.path"
          queryParams: "q: $args.filter.text f: $args.first"
          headers: { name: "x-tenant", value: "none" }
        }
        selection: "id"
      )
    product(id: ID!, code: String): Product
      @connect(entity: true, source: "api", http: { GET: "/products/{$args.id}" }, selection: "id name")
    now: String @connect(selection: "$('now')")
  }
  type Mutation {
    add(name: String!): Product
      @connect(http: { POST: "https://y.dev/add", body: "name: $args.name" }, selection: "id")
  }
  type Product
    @connect(source: "api", http: { GET: "/p/{$this.id}" }, selection: "id name")
    @connect(
      source: "api"
      http: { POST: "/ps", body: "ids: $batch.id" }
      batch: { maxSize: 20 }
      selection: "id code"
      isSuccess: "true"
      errors: { message: "$.message" }
    ) {
    id: ID!
    code: String
    name: String
    maker: Maker
    rating(in: String): Float
      @connect(http: { GET: "https://y.dev/{$this.id}/{$this.maker.number}" }, selection: "$.rating")
  }
  type Maker { number: Int }
  input Filter { text: String path: [String!] }
`);

function connector(contract: Contract, id: string): Connector {
  const found = contract.connectors.find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`There is no connector ${id}.`);
  return found;
}

describe("connectors", () => {
  test("come in the order in which they stand, each with an id of its own", () => {
    expect(shop.connectors.map(({ id }) => id)).toEqual([
      "Query.products",
      "Query.product",
      "Query.now",
      "Mutation.add",
      "Product",
      "Product[1]",
      "Product.rating",
    ]);
  });

  test("are found by the field on which they stand", () => {
    expect([...shop.fieldConnectors.keys()]).toEqual([
      "Query.products",
      "Query.product",
      "Query.now",
      "Mutation.add",
      "Product.rating",
    ]);
    expect(shop.fieldConnectors.get("Query.products")).toEqual([connector(shop, "Query.products")]);
  });

  test("that fetch a type by key come best first: $batch, $this, entity", () => {
    const ids = shop.objectConnectors.get("Product")?.map(({ id }) => id);
    expect(ids).toEqual(["Product[1]", "Product", "Query.product"]);
    expect([...shop.objectConnectors.keys()]).toEqual(["Product"]);
  });

  test("know where they stand", () => {
    expect(shop.connectors.map(({ place }) => place.kind)).toEqual([
      "query",
      "query",
      "query",
      "mutation",
      "object",
      "object",
      "field",
    ]);
    expect(connector(shop, "Product.rating").place).toEqual({
      kind: "field",
      typeName: "Product",
      fieldName: "rating",
    });
    expect(connector(shop, "Query.products").origin).toEqual({
      file: "schema.graphql",
      line: 19,
      column: 7,
    });
  });

  test("carry their request", () => {
    const { request } = connector(shop, "Query.products");
    expect(request).toMatchObject({
      method: "GET",
      url: { text: "/products?first={$args.first}" },
      path: { text: "$args.filter.path" },
      queryParams: { text: "q: $args.filter.text f: $args.first" },
      headers: [{ name: "x-tenant", value: { text: "none" } }],
      body: undefined,
    });
    expect(connector(shop, "Mutation.add").request).toMatchObject({
      method: "POST",
      body: { text: "name: $args.name" },
    });
  });

  test("without http have neither request nor source", () => {
    const now = connector(shop, "Query.now");
    expect([now.request, now.source]).toEqual([undefined, undefined]);
    expect(now.inputs).toEqual({
      args: [],
      this: [],
      batch: [],
      config: [],
      env: [],
      headers: [],
      context: [],
    });
  });
});

describe("inputs", () => {
  test("name each path of the arguments once", () => {
    expect(connector(shop, "Query.products").inputs.args).toEqual([
      ["first"],
      ["filter", "path"],
      ["filter", "text"],
    ]);
  });

  test("include what the source reads, in lower case", () => {
    const { headers, context } = connector(shop, "Product").inputs;
    expect(headers).toEqual(["authorization", "tenant"]);
    expect(context).toEqual([["caller"]]);
  });

  test("name each key of the configuration and each environment variable once", () => {
    const contract = contractOf(`
      extend schema @source(name: "api", http: {
        baseURL: "https://{$config.host}"
        headers: [{ name: "x-a", value: "{$env.A}" }, { name: "x-b", value: "{$env.B}" }]
      })
      type Query {
        a: Int @connect(
          source: "api"
          http: { GET: "/{$config.host}/{$config.auth.key}?e={$env.A}" }
          selection: "$.a"
        )
      }`);
    const { config, env } = connector(contract, "Query.a").inputs;
    expect(config).toEqual([["host"], ["auth", "key"]]);
    expect(env).toEqual(["A", "B"]);
  });

  test("leave out a source's header that the connector overrides", () => {
    expect(connector(shop, "Query.products").inputs.headers).toEqual(["authorization"]);
  });

  test("are the connector's own alone where it has no source", () => {
    const { headers, context } = connector(shop, "Mutation.add").inputs;
    expect([headers, context]).toEqual([[], []]);
  });

  test("of a connector that replaces a source's mapping leave out what only that one reads", () => {
    const contract = contractOf(`
      extend schema @source(
        name: "api"
        http: { baseURL: "https://x.dev" }
        isSuccess: "$context.ok"
        errors: { message: "$request.headers.lang->first" }
      )
      type Query {
        own: Int @connect(source: "api", http: { GET: "/" }, isSuccess: "true", errors: { message: "$.m" }, selection: "$.a")
        not: Int @connect(source: "api", http: { GET: "/" }, selection: "$.a")
      }`);
    const { inputs: own } = connector(contract, "Query.own");
    const { inputs: not } = connector(contract, "Query.not");
    expect([own.headers, own.context]).toEqual([[], []]);
    expect([not.headers, not.context]).toEqual([["lang"], [["ok"]]]);
  });
});

describe("key fields", () => {
  test("of a batch are what $batch reads", () => {
    expect(connector(shop, "Product[1]").keyFields).toEqual([{ path: ["id"], isId: true }]);
    expect(connector(shop, "Product[1]").batch).toEqual({ maxSize: 20 });
  });

  test("of a field are what $this reads, and know which are IDs", () => {
    expect(connector(shop, "Product.rating").keyFields).toEqual([
      { path: ["id"], isId: true },
      { path: ["maker", "number"], isId: false },
    ]);
    expect(connector(shop, "Product.rating").batch).toBeUndefined();
  });

  test("of an entity are its arguments", () => {
    expect(connector(shop, "Query.product").keyFields).toEqual([
      { path: ["id"], isId: true },
      { path: ["code"], isId: false },
    ]);
  });

  test("of a root fetch are none", () => {
    expect(connector(shop, "Query.products").keyFields).toEqual([]);
  });

  test("may be __typename", () => {
    const contract = contractOf(`
      type Query { a: Int }
      type P @connect(http: { GET: "https://x.dev/{$this.__typename}/{$this.id}" }, selection: "id") { id: ID }`);
    expect(connector(contract, "P").keyFields).toEqual([
      { path: ["__typename"], isId: false },
      { path: ["id"], isId: true },
    ]);
  });
});

test("a source is what its directive says", () => {
  expect(shop.sources.get("api")).toMatchObject({
    name: "api",
    baseUrl: { text: "https://x.dev/v1" },
    path: { text: "$(['a'])" },
    queryParams: { text: "key: $config.key" },
    headers: [
      { name: "Authorization", from: "Authorization" },
      { name: "X-Tenant", value: { text: "{$request.headers.Tenant->first}" } },
    ],
    errors: { message: { text: "$.error" } },
    isSuccess: { text: "$status->eq(200)" },
    origin: { file: "schema.graphql", line: 3, column: 5 },
  });
  expect(connector(shop, "Product").source).toBe(shop.sources.get("api"));
});

test("a source whose base URL is configured may start with an expression", () => {
  const { sources } = contractOf(
    'extend schema @source(name: "api", http: { baseURL: "{$config.url}" })\ntype Query { a: Int }',
  );
  expect(sources.get("api")?.baseUrl.text).toBe("{$config.url}");
});
