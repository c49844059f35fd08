import { describe, expect, test } from "vitest";

import { problemsOf } from "../../contract/support/problems-of.ts";
import { answered, type Asking, get, post } from "./support/answered.ts";

type Case = readonly [name: string, asking: Asking, data: unknown, asked: readonly string[]];

const user = "type User { id: ID! name: String }";
const ada = { "GET /users/1": { id: 1, name: "Ada" } };

const inParts: readonly Case[] = [
  [
    "a summary in a list, and the whole from the connector of the type around it",
    {
      schema: `
        type Query { posts: [Post!] ${get("/posts", "id author { id }")} }
        type Post ${get("/posts/{$this.id}", "id author { id name }")} { id: ID! author: User } ${user}
      `,
      data: {
        "GET /posts": [{ id: 1, author: { id: 7 } }],
        "GET /posts/1": { id: 1, author: { id: 7, name: "Ada" } },
      },
      query: "{ posts { author { id name } } summary: posts { author { id } } }",
    },
    { posts: [{ author: { id: "7", name: "Ada" } }], summary: [{ author: { id: "7" } }] },
    ["GET /posts", "GET /posts/1"],
  ],
  [
    "a summary in a list, and the whole from a connector on the field",
    {
      schema: `
        type Query { posts: [Post!] ${get("/posts", "id author { id }")} }
        type Post { id: ID! author: User ${get("/posts/{$this.id}/author", "id name")} } ${user}
      `,
      data: {
        "GET /posts": [{ id: 1, author: { id: 7 } }],
        "GET /posts/1/author": { id: 7, name: "Ada" },
      },
      query: "{ posts { author { id name } } }",
    },
    { posts: [{ author: { id: "7", name: "Ada" } }] },
    ["GET /posts", "GET /posts/1/author"],
  ],
  [
    "a summary in a list, of which no more is asked",
    {
      schema: `
        type Query { posts: [Post!] ${get("/posts", "id author { id }")} }
        type Post { id: ID! author: User ${get("/posts/{$this.id}/author", "id name")} } ${user}
      `,
      data: { "GET /posts": [{ id: 1, author: { id: 7 } }] },
      query: "{ posts { author { id } } }",
    },
    { posts: [{ author: { id: "7" } }] },
    ["GET /posts"],
  ],
  [
    "summaries in summaries, each with its own whole",
    {
      schema: `
        type Query { posts: [Post!] ${get("/posts", "id thread { posts: first { id } }")} }
        type Post ${get("/posts/{$this.id}", "id thread { posts: first { id } title }")} { id: ID! thread: Thread }
        type Thread { posts: [Post!] title: String }
      `,
      data: {
        "GET /posts": [{ id: 1, thread: { first: [{ id: 2 }] } }],
        "GET /posts/1": { id: 1, thread: { first: [{ id: 2 }], title: "t" } },
        "GET /posts/2": { id: 2, thread: { first: [], title: "u" } },
      },
      query: "{ posts { thread { title posts { thread { title } } } } }",
    },
    { posts: [{ thread: { title: "t", posts: [{ thread: { title: "u" } }] } }] },
    ["GET /posts", "GET /posts/1", "GET /posts/2"],
  ],
];

const keys: readonly Case[] = [
  [
    "of two arguments, with entity: true and a @key",
    {
      schema: `
        type Query {
          thing(org: ID!, code: ID!): Thing ${get("/things/{$args.org}/{$args.code}", "org code name", "entity: true")}
          first: Thing ${get("/first", "org code")}
        }
        type Thing @key(fields: "org code") { org: ID! code: ID! name: String }
      `,
      data: {
        "GET /first": { org: 1, code: "a" },
        "GET /things/1/a": { org: 1, code: "a", name: "n" },
      },
      query: "{ first { name } }",
    },
    { first: { name: "n" } },
    ["GET /first", "GET /things/1/a"],
  ],
  [
    'that is composite, with a part in an object: @key(fields: "org { id } code")',
    {
      schema: `
        type Query { thing: Thing ${get("/thing", "code org: { id: orgId }")} }
        type Thing @key(fields: "org { id } code")
          ${get("/orgs/{$this.org.id}/things/{$this.code}", "org: { id: $this.org.id } code name")} {
          code: ID! org: Org name: String
        }
        type Org { id: ID! }
      `,
      data: {
        "GET /thing": { code: "x", orgId: 2 },
        "GET /orgs/2/things/x": { code: "x", name: "n" },
      },
      query: "{ thing { name org { id } } }",
    },
    { thing: { name: "n", org: { id: "2" } } },
    ["GET /orgs/2/things/x", "GET /thing"],
  ],
  [
    "below an interface, whatever the type there",
    {
      schema: `
        type Query { item: Item ${get(
          "/item",
          `id owner { ... type->match(["user", { __typename: "User", id }], ["org", { __typename: "Org", id }]) }`,
        )} }
        interface Owner { id: ID! }
        type User implements Owner { id: ID! }
        type Org implements Owner { id: ID! }
        type Item { id: ID! owner: Owner rank: Int ${get("/rank/{$this.owner.id}", "$.n")} }
      `,
      data: { "GET /item": { id: 1, owner: { type: "org", id: 4 } }, "GET /rank/4": { n: 2 } },
      query: "{ item { rank } }",
    },
    { item: { rank: 2 } },
    ["GET /item", "GET /rank/4"],
  ],
  [
    "in every item of a list: $this.friends.id",
    {
      schema: `
        type Query { user: Person ${get("/me", "id friends { id }")} }
        type Person { id: ID! friends: [Friend!] common: Int ${get("/common?ids={$this.friends.id->joinNotNull(',')}", "$.n")} }
        type Friend { id: ID! }
      `,
      data: { "GET /me": { id: 1, friends: [{ id: 2 }, { id: 3 }] }, "GET /common": { n: 3 } },
      query: "{ user { common } }",
    },
    { user: { common: 3 } },
    ["GET /common?ids=2%2C3", "GET /me"],
  ],
  [
    "that is the whole parent, or a part of it",
    {
      schema: `
        type Query { user: Person ${get("/me", "id name")} }
        type Person {
          id: ID! name: String
          part: Int ${post("/part", "$this { id }", "$.n")}
          whole: Int ${post("/whole", "$this", "$.n")}
        }
      `,
      data: { "GET /me": { id: 1, name: "n" }, "POST /part": { n: 3 }, "POST /whole": { n: 4 } },
      query: "{ user { part whole } }",
    },
    { user: { part: 3, whole: 4 } },
    ["GET /me", 'POST /part {"id":1}', 'POST /whole {"id":1,"name":"n"}'],
  ],
  [
    "of the one kind here, and of the other there",
    {
      schema: `
        type Query { a: Person ${get("/a", "id")} b: Person ${get("/b", "mail")} }
        type Person ${post("/by-id", "ids: $batch.id", "id name")} ${post("/by-mail", "mails: $batch.mail", "mail name")} {
          id: ID @external mail: String @external name: String
        }
      `,
      data: {
        "GET /a": { id: 1 },
        "GET /b": { mail: "x" },
        "POST /by-id": [{ id: 1, name: "n" }],
        "POST /by-mail": [{ mail: "x", name: "m" }],
      },
      query: "{ a { name } b { name } }",
    },
    { a: { name: "n" }, b: { name: "m" } },
    ["GET /a", "GET /b", 'POST /by-id {"ids":[1]}', 'POST /by-mail {"mails":["x"]}'],
  ],
  [
    "that a header alone carries may be null",
    {
      schema: `
        type Query { user: Person ${get("/me", "id ref")} }
        type Person {
          id: ID! ref: ID
          n: Int @connect(source: "api", http: { GET: "/n", headers: { name: "X-Ref", value: "{$this.ref}" } }, selection: "$.n")
        }
      `,
      data: { "GET /me": { id: 1, ref: null }, "GET /n": { n: 1 } },
      query: "{ user { n } }",
    },
    { user: { n: 1 } },
    ["GET /me", "GET /n"],
  ],
];

const places: readonly Case[] = [
  [
    "a field of an interface, with another connector on each type",
    {
      schema: `
        type Query { media: [Media] ${get(
          "/media",
          `id ... kind->match(["book", { __typename: "Book", authorId }], ["movie", { __typename: "Movie" }])`,
        )} }
        interface Media { id: ID! author: User }
        type Book implements Media { id: ID! authorId: ID author: User ${get("/users/{$this.authorId}", "id name")} }
        type Movie implements Media { id: ID! author: User ${get("/movies/{$this.id}/author", "id name")} } ${user}
      `,
      data: {
        ...ada,
        "GET /media": [
          { kind: "book", id: 1, authorId: 1 },
          { kind: "movie", id: 2 },
        ],
        "GET /movies/2/author": { id: 6, name: "Bob" },
      },
      query: "{ media { author { name } } }",
    },
    { media: [{ author: { name: "Ada" } }, { author: { name: "Bob" } }] },
    ["GET /media", "GET /movies/2/author", "GET /users/1"],
  ],
  [
    "a list of lists",
    {
      schema: `
        type Query { grid: [[User!]!] ${get("/grid", "$.rows { id: $ }")} }
        type User ${get("/users/{$this.id}", "id name")} { id: ID! name: String }
      `,
      data: { ...ada, "GET /grid": { rows: [[1], [1, 1]] } },
      query: "{ grid { name } }",
    },
    { grid: [[{ name: "Ada" }], [{ name: "Ada" }, { name: "Ada" }]] },
    ["GET /grid", "GET /users/1"],
  ],
  [
    "what a mutation gives",
    {
      schema: `
        type Query { none: Int ${get("/none", "$")} }
        type Mutation { create: Created ${post("/things", "a: $(1)", "userId: id")} }
        type Created { userId: ID user: User ${get("/users/{$this.userId}", "id name")} } ${user}
      `,
      data: { ...ada, "POST /things": { id: 1 } },
      query: "mutation { create { user { name } } }",
    },
    { create: { user: { name: "Ada" } } },
    ["GET /users/1", 'POST /things {"a":1}'],
  ],
  [
    "a root field with several connectors that are entity: true, each for its part",
    {
      schema: `
        type Query {
          user(id: ID!): Person
            ${get("/names/{$args.id}", "id name", "entity: true")}
            ${get("/mails/{$args.id}", "id mail", "entity: true")}
        }
        type Person { id: ID! name: String mail: String }
      `,
      data: { "GET /names/1": { id: 1, name: "n" }, "GET /mails/1": { id: 1, mail: "m" } },
      query: '{ user(id: "1") { name mail } }',
    },
    { user: { name: "n", mail: "m" } },
    ["GET /mails/1", "GET /names/1"],
  ],
  [
    "one field with several arguments, under several names",
    {
      schema: `
        type Query { user: Person ${get("/me", "id")} }
        type Person { id: ID! posts(first: Int = 2): [Post!] ${get("/users/{$this.id}/posts?first={$args.first}", "id")} }
        type Post { id: ID! }
      `,
      data: { "GET /me": { id: 1 }, "GET /users/1/posts": [{ id: 5 }] },
      query: "{ user { a: posts { id } b: posts(first: 3) { id } c: posts(first: 2) { id } } }",
    },
    { user: { a: [{ id: "5" }], b: [{ id: "5" }], c: [{ id: "5" }] } },
    ["GET /me", "GET /users/1/posts?first=2", "GET /users/1/posts?first=3"],
  ],
];

const withoutHttp: readonly Case[] = [
  [
    "a root field, of its arguments",
    {
      schema: `type Query { hello(name: String): String @connect(selection: "$(['hello', $args.name])->joinNotNull(' ')") }`,
      data: {},
      query: '{ hello(name: "you") }',
    },
    { hello: "hello you" },
    [],
  ],
  [
    "a root field that makes a stub",
    {
      schema: `
        type Query { user(id: ID!): User @connect(selection: "id: $args.id") }
        type User ${get("/users/{$this.id}", "id name")} { id: ID! name: String }
      `,
      data: ada,
      query: '{ user(id: "1") { id name } }',
    },
    { user: { id: "1", name: "Ada" } },
    ["GET /users/1"],
  ],
  [
    "a field of a type, of its parent, which is fetched first where it must be",
    {
      schema: `
        type Query { user(id: ID!): User @connect(selection: "id: $args.id") }
        type User ${get("/users/{$this.id}", "id name")} {
          id: ID! name: String
          label: String @connect(selection: "$([$this.id, $this.name])->joinNotNull(': ')")
        }
      `,
      data: ada,
      query: '{ user(id: "1") { label } }',
    },
    { user: { label: "1: Ada" } },
    ["GET /users/1"],
  ],
];

describe("an object that comes in part:", () => {
  check(inParts);

  test("where no one way brings all of it, the schema is refused", () => {
    const problems = problemsOf(`
      extend schema @source(name: "api", http: { baseURL: "https://api.example" })
      type Query { user: Person ${get("/me", "id")} }
      type Person ${get("/a/{$this.id}", "id address { street }")} ${get("/b/{$this.id}", "id address { city }")} {
        id: ID! address: Address
      }
      type Address { street: String city: String }
    `).filter(({ severity }) => severity === "error");
    expect(problems).toMatchObject([
      { code: "UNRESOLVABLE_FIELD", message: expect.stringContaining('"Address.city"') },
    ]);
  });
});

describe("a key", () => {
  check(keys);
});

describe("fill-in reaches", () => {
  check(places);
});

describe("a connector without http makes no call:", () => {
  check(withoutHttp);
});

function check(cases: readonly Case[]): void {
  test.each(cases)("%s", async (_name, asking, data, asked) => {
    const answer = await answered(asking);
    expect(answer.result).toEqual({ data });
    expect(answer.asked).toEqual(asked.toSorted());
  });
}
