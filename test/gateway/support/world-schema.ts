import type { Rule, WorldRules } from "./world-units.ts";

/** A shop: who asks is told apart by the header `authorization`, where that matters. */
export function worldSchema({ product, hot, account, order }: WorldRules): string {
  return `
    extend schema @source(name: "api", http: { baseURL: "http://replaced" })
    type Query {
      products: [Product!] ${get("/products", "id name")}
      hot: [Product!] ${freshness(hot)} ${get("/hot", "id name")}
      product(id: ID!): Product ${get("/products/{$args.id}", "id name", "entity: true")}
      pick(ids: [ID!]!): [Product!] @connect(selection: "$args.ids->map({ id: @ })")
      accounts(ids: [ID!]!): [Account!] @connect(selection: "$args.ids->map({ id: @ })")
      orders: [Order!] ${get("/orders", "id text product: { id: productId }", "", fromCaller)}
      now: Now ${get("/now", "version")}
    }
    type Mutation {
      write(id: ID!): Product
        @connect(source: "api", http: { POST: "/products/{$args.id}" }, selection: "id")
        @invalidates(tags: ["product-{$args.id}"])
    }
    type Product ${freshness(product, ["product-{$key.id}", "products"])}
      ${get("/some", "id name", "batch: { maxSize: 2 }", 'queryParams: "id: $batch.id"')}
      { id: ID! name: String }
    type Account ${freshness(account, ["account-{$key.id}"])}
      ${get("/accounts", "id text", "batch: {}", `queryParams: "id: $batch.id" ${fromCaller}`)}
      { id: ID! text: String }
    type Order ${freshness(order)} { id: ID! text: String product: Product }
    type Now { version: Int }
  `;
}

const fromCaller = 'headers: [{ name: "authorization", from: "authorization" }]';

function get(path: string, selection: string, more = "", http = ""): string {
  return `@connect(source: "api", http: { GET: "${path}" ${http} }, ${more} selection: "${selection}")`;
}

function freshness(
  { ttlMs, staleMs, errorMs, missingMs }: Rule,
  tags: readonly string[] = [],
): string {
  return `@freshness(ttl: "${ttlMs}ms", staleWhileRevalidate: "${staleMs}ms", staleIfError: "${errorMs}ms", missingTtl: "${missingMs}ms", tags: ${JSON.stringify(tags)})`;
}
