import { describe, expect, test } from "vitest";

import { ask, mockExecutor } from "./support/mock-executor.ts";

const link =
  'extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])\n';

/** A field's connector, whose URL is never called. */
const get = (path: string, selection: string) =>
  `@connect(http: { GET: "http://127.0.0.1:1/${path}" }, selection: """${selection}""")`;

/** A query's only field. */
const query = (field: string, types = "") => `${link} type Query { ${field} } ${types}`;

const shop = `${link}
  type Query {
    products(limit: Int, offset: Int, page: Int, first: Int, ids: [ID], brandId: ID, kind: Kind, isNew: Boolean, search: String): [Product]
      ${get("products?{$args.limit}{$args.offset}{$args.page}{$args.first}{$args.ids->joinNotNull(',')}{$args.brandId}{$args.kind}{$args.isNew}{$args.search}", "id sku kind isNew brandId brand: { id: brandId }")}
    product(id: ID!): Product ${get("products/{$args.id}", "id sku kind isNew brandId brand: { id: brandId }")}
    bySku(sku: String!): Product ${get("products?sku={$args.sku}", "id sku kind")}
    brand(brandId: ID!): Brand ${get("brands/{$args.brandId}", "id name")}
    brands: [Brand] @listSize(assumedSize: 4) ${get("brands", "id name")}
    favourite: Product ${get("favourite", "id sku kind")}
    feed(first: Int): Feed ${get("feed?{$args.first}", "items { cursor product { id } } page { hasNextPage } total")}
  }
  type Mutation {
    add(input: NewProduct!): Product ${get("products?{$args.input.sku}{$args.input.brandId}{$args.input.kind}", "id sku kind brandId brand { id name }")}
    rename(id: ID!, sku: String): Payload ${get("products/{$args.id}?{$args.sku}", "success message product { id sku kind }")}
    remove(id: ID!): ID ${get("products/{$args.id}", "$args.id")}
    like(id: ID!): Boolean ${get("products/{$args.id}/like", "$.liked")}
    tag(names: [String!]!): [String] ${get("tags?{$args.names->joinNotNull(',')}", "$.names")}
  }
  input NewProduct { sku: String kind: Kind brandId: ID notes: [String] }
  type Payload { success: Boolean message: String product: Product }
  enum Kind { BOOK FILM GAME }
  type Product ${get("products?id={$batch.id->joinNotNull(',')}", "id sku kind isNew brandId brand: { id: brandId }")}
  { id: ID! sku: String kind: Kind isNew: Boolean brandId: ID brand: Brand }
  type Brand ${get("brands/{$this.id}", "id name products { id brandId }")} { id: ID! name: String products: [Product] }
  type Feed { items: [FeedItem] page: Page total: Int }
  type FeedItem { cursor: String product: Product }
  type Page { hasNextPage: Boolean }
`;

describe("objects with names", () => {
  test("are what they are named by, however high the number", async () => {
    const { product, brand } = await ask(
      shop,
      '{ product(id: "abc") { id } brand(brandId: 98765) { id } }',
    );
    expect([product.id, brand.id]).toEqual(["abc", "98765"]);
  });

  test("are the same by their own field, by another's reference, and in a list", async () => {
    const { products } = await ask(shop, "{ products { id sku kind brand { id name } } }");
    const [{ id, sku, kind, brand }] = products;
    const again = await ask(
      shop,
      `{ product(id: "${id}") { sku kind brandId } brand(brandId: "${brand.id}") { name } }`,
    );
    expect(again).toEqual({
      product: { sku, kind, brandId: brand.id },
      brand: { name: brand.name },
    });
  });

  test("are found by another of their fields; what no list has is made up for it", async () => {
    const { product } = await ask(shop, '{ product(id: "3") { sku kind } }');
    const { bySku } = await ask(shop, `{ bySku(sku: "${product.sku}") { sku kind brandId } }`);
    expect(bySku).toMatchObject(product);
    const { bySku: unknown } = await ask(shop, '{ bySku(sku: "none") { sku kind } }');
    expect(unknown).toEqual({ sku: "none", kind: expect.any(String) });
  });

  test("refer to those that lists show", async () => {
    const { brands, products } = await ask(
      shop,
      "{ brands { id products { id brandId } } products(limit: 500) { brandId } }",
    );
    const shown = brands.map(({ id }: { id: string }) => id);
    expect(shown).toHaveLength(4);
    for (const { brandId } of products) expect(shown).toContain(brandId);
    for (const brand of brands) {
      expect(brand.products.length).toBeGreaterThanOrEqual(3);
      for (const { brandId } of brand.products) expect(brandId).toBe(brand.id);
    }
  });

  test("without a name given are one of those that lists show", async () => {
    const { favourite } = await ask(shop, "{ favourite { id sku kind } }");
    const { product } = await ask(shop, `{ product(id: "${favourite.id}") { id sku kind } }`);
    expect(product).toEqual(favourite);
  });
});

async function ids(args: string): Promise<readonly string[]> {
  const { products } = await ask(shop, `{ products${args} { id } }`);
  return products.map(({ id }: { id: string }) => id);
}

describe("lists", () => {
  test("have 3 to 10 items where nothing says", async () => {
    const { length } = await ids("");
    expect(length).toBeGreaterThanOrEqual(3);
    expect(length).toBeLessThanOrEqual(10);
  });

  test("are as long as their arguments say, and begin where these do", async () => {
    expect(await ids("(limit: 2)")).toEqual(["1", "2"]);
    expect(await ids("(first: 0)")).toEqual([]);
    expect(await ids("(limit: 2, offset: 3)")).toEqual(["4", "5"]);
    expect(await ids("(limit: 2, page: 3)")).toEqual(["5", "6"]);
    expect(await ids("(limit: 50, offset: 990)")).toHaveLength(10);
  });

  test("have the objects that they are asked for, where these are any", async () => {
    expect(await ids('(ids: ["9", null, "4"])')).toEqual(["9", "4"]);
  });

  test("have only what fits a reference, an enum or a flag; of other arguments nothing is known", async () => {
    const { products } = await ask(
      shop,
      '{ products(limit: 20, brandId: "2", kind: FILM, isNew: true, search: "x") { brandId kind isNew } }',
    );
    expect(products.length).toBeGreaterThan(0);
    for (const product of products) {
      expect(product).toEqual({ brandId: "2", kind: "FILM", isNew: true });
    }
  });

  test("in an object that has no name are sliced too, have different items, and end", async () => {
    const { feed } = await ask(
      shop,
      "{ feed(first: 4) { items { cursor product { id } } page { hasNextPage } total } }",
    );
    expect(feed.items).toHaveLength(4);
    const products = feed.items.map((item: { product: { id: string } }) => item.product.id);
    expect(products).toEqual(["1", "2", "3", "4"]);
    expect(feed.page.hasNextPage).toBe(false);
  });
});

describe("mutations", () => {
  test("answer with what they were given, down to the objects it refers to", async () => {
    const { add } = await ask(
      shop,
      'mutation { add(input: { sku: "new", kind: GAME, brandId: "3" }) { id sku kind brandId brand { id name } } }',
    );
    const { brand } = await ask(shop, '{ brand(brandId: "3") { id name } }');
    expect(add).toEqual({ id: expect.any(String), sku: "new", kind: "GAME", brandId: "3", brand });
    expect(Number(add.id)).toBeGreaterThan(1000);
  });

  test("write the object in their payload", async () => {
    const { rename } = await ask(
      shop,
      'mutation { rename(id: "7", sku: "other") { success message product { id sku kind } } }',
    );
    const { product } = await ask(shop, '{ product(id: "7") { kind } }');
    expect(rename).toEqual({
      success: true,
      message: expect.any(String),
      product: { id: "7", sku: "other", kind: product.kind },
    });
  });

  test("give what their selection makes of arguments alone", async () => {
    expect(await ask(shop, 'mutation { remove(id: "7") like(id: "7") }')).toEqual({
      remove: "7",
      like: expect.any(Boolean),
    });
  });
});

describe("values of which less is known", () => {
  test("pass through a selection that takes all there is, without an end", async () => {
    const tree = query(
      `root: Node ${get("root", "name ... $.rest")}`,
      "type Node { name: String! child: Node next: Node! all: [Node!]! }",
    );
    const { root } = await ask(
      tree,
      "{ root { name child { name } next { next { next { name all { name } } } } all { name } } }",
    );
    expect(root.child.name).toEqual(expect.any(String));
    expect(root.next.next.next.name).toEqual(expect.any(String));
    expect(root.all.length).toBeLessThanOrEqual(3);
  });

  test("are of one of the types that a selection writes", async () => {
    const media = query(
      `all: [Media] ${get("media", "... kind->match(['b', { __typename: 'Book', pages: pages }], [@, { __typename: 'Film', minutes: minutes }])")}`,
      "union Media = Book | Film | Game type Book { pages: Int } type Film { minutes: Int } type Game { players: Int }",
    );
    const { all } = await ask(
      media,
      "{ all { __typename ... on Book { pages } ... on Film { minutes } } }",
    );
    const types = new Set(all.map(({ __typename }: { __typename: string }) => __typename));
    expect(types).toEqual(new Set(["Book", "Film"]));
  });

  test("may come from connectors that callers do not see", async () => {
    const hidden = `${link}
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@inaccessible"])
      type Query { thing: Thing ${get("thing", "id name")} }
      type Thing { id: ID! name: String
        secret: Secret @inaccessible ${get("secrets/{$this.id}", "code")}
        detail: String ${get("details/{$this.secret.code}", "$.text")} }
      type Secret @inaccessible { code: ID }`;
    const { thing } = await ask(hidden, "{ thing { name detail } }");
    expect(thing).toEqual({ name: expect.any(String), detail: expect.any(String) });
  });

  test("may be texts of connectors that callers do not see, and objects of types that they do not", async () => {
    const hidden = `${link}
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@inaccessible"])
      type Query { thing: Thing ${get("thing", "id")} }
      type Thing { id: ID!
        zest: String @inaccessible ${get("zests/{$this.id}", "$.zest")}
        zone: Zone @inaccessible ${get("zones/{$this.zest}", "id")}
        detail: String ${get("details/{$this.zest}/{$this.zone.id}", "$.text")} }
      type Zone @inaccessible ${get("zones/{$this.id}", "id flavour")} { id: ID! flavour: String }`;
    const { thing } = await ask(hidden, "{ thing { detail } }");
    expect(thing).toEqual({ detail: expect.any(String) });
  });

  test("are null where their abstract type has no types", async () => {
    const lonely = query(`none: None ${get("none", "id")}`, "interface None { id: ID }");
    expect(await ask(lonely, "{ none { id } }")).toEqual({ none: null });
  });

  test("are not made up where no call could be made", async () => {
    const sdl = query(
      `thing(where: Where): String ${get("things/{$args.where}", "$.name")}`,
      "input Where { near: String }",
    );
    const { execute } = mockExecutor(sdl);
    const { data, errors } = await execute('{ thing(where: { near: "x" }) }');
    expect(data).toEqual({ thing: null });
    expect(errors).toHaveLength(1);
  });

  test("may be keys that callers do not see", async () => {
    const hidden = `${link}
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.7", import: ["@inaccessible"])
      type Query { thing: Thing ${get("thing", "name secretId place { roomId }")} }
      type Thing { name: String secretId: ID @inaccessible place: Place @inaccessible
        detail: String ${get("details/{$this.secretId}/{$this.place.roomId}", "$.text")} }
      type Place @inaccessible { roomId: ID }`;
    const { thing } = await ask(hidden, "{ thing { name detail } }");
    expect(thing).toEqual({ name: expect.any(String), detail: expect.any(String) });
  });
});

test("another seed makes another world", async () => {
  const all = "{ products(limit: 9) { sku kind brandId } }";
  expect(await ask(shop, all, { seed: 1 })).toEqual(await ask(shop, all));
  expect(await ask(shop, all, { seed: 2 })).not.toEqual(await ask(shop, all, { seed: 1 }));
});

test("a world stays as it is from one process to the next", async () => {
  const { products, brand } = await ask(
    shop,
    '{ products(limit: 2) { id sku kind isNew brandId } brand(brandId: "1") { name } }',
  );
  expect([products, brand]).toMatchInlineSnapshot(`
    [
      [
        {
          "brandId": "2",
          "id": "1",
          "isNew": false,
          "kind": "GAME",
          "sku": "FIE-8590",
        },
        {
          "brandId": "2",
          "id": "2",
          "isNew": true,
          "kind": "BOOK",
          "sku": "PAP-2471",
        },
      ],
      {
        "name": "Quinn & Sons",
      },
    ]
  `);
});
