import { describe, expect, test } from "vitest";

import { openGateway } from "../../gateway/support/open-gateway.ts";
import { body } from "../../support/upstream.ts";
import { problemsOf } from "../../contract/support/problems-of.ts";
import { get, post } from "./support/answered.ts";
import { type Case, checkCases } from "./support/check-cases.ts";

const user = "type User { id: ID! name: String }";
const ada = { "GET /users/1": { id: 1, name: "Ada" } };

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
    "a root field with several connectors, of which one is entity: true and another brings a part without the key",
    {
      schema: `
        type Query {
          chat(id: ID!): Chat
            ${get("/chats/{$args.id}", "id model", "entity: true")}
            ${get("/chats/{$args.id}/messages", "messages: $.data { content }")}
          chats: [Chat!] ${get("/chats", "id")}
        }
        type Chat { id: ID! model: String messages: [Message!] }
        type Message { content: String }
      `,
      data: {
        "GET /chats": [{ id: 1 }],
        "GET /chats/1": { id: 1, model: "m" },
        "GET /chats/1/messages": { data: [{ content: "c" }] },
      },
      query: `{
        both: chat(id: "1") { model messages { content } }
        one: chat(id: "1") { messages { content } }
        chats { messages { content } }
      }`,
    },
    {
      both: { model: "m", messages: [{ content: "c" }] },
      one: { messages: [{ content: "c" }] },
      chats: [{ messages: [{ content: "c" }] }],
    },
    ["GET /chats", "GET /chats/1", "GET /chats/1/messages"],
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

describe("a key", () => {
  checkCases(keys);

  test("keeps its digits from one answer to the next request, and to the caller", async () => {
    const { ask, upstream } = await openGateway({
      schema: `
        type Query { posts: [Post!] ${get("/posts", "user: { id: userId } note: { id: noteId }")} }
        type Post { user: User note: Note }
        type User ${get("/users/{$this.id}", "id name")} { id: ID! name: String }
        type Note ${post("/notes", "ids: $batch.id", "id text")} { id: ID! text: String }
      `,
      routes: {
        "GET /posts": long('[{"userId":9007199254740993,"noteId":18014398509481985}]'),
        "GET /users/9007199254740993": long('{"id":9007199254740993,"name":"Ada"}'),
        "POST /notes": long(
          '[{"id":18014398509481984,"text":"no"},{"id":18014398509481985,"text":"yes"}]',
        ),
      },
    });
    expect(await ask("{ posts { user { id name } note { id text } } }")).toEqual({
      data: {
        posts: [
          {
            user: { id: "9007199254740993", name: "Ada" },
            note: { id: "18014398509481985", text: "yes" },
          },
        ],
      },
    });
    expect(upstream.requests.find(({ method }) => method === "POST")?.body).toBe(
      '{"ids":[18014398509481985]}',
    );
  });

  test("is never looked up by a field of Query that is not entity: true", () => {
    const problems = problemsOf(`
      extend schema @source(name: "api", http: { baseURL: "https://api.example" })
      type Query {
        newest: User ${get("/newest", "id")}
        user(id: ID!): User ${get("/users/{$args.id}", "id name")}
      }
      ${user}
    `).filter(({ severity }) => severity === "error");
    expect(problems).toMatchObject([
      { code: "UNRESOLVABLE_FIELD", message: expect.stringContaining('"User.name"') },
    ]);
  });
});

describe("fill-in reaches", () => {
  checkCases(places);
});

/** JSON whose integers are longer than JavaScript's. */
function long(text: string) {
  return () => body(text, { headers: { "content-type": "application/json" } });
}
