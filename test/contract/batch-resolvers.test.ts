import { describe, expect, test } from "vitest";

import type { BatchDeclaration } from "../../src/contract/batch-declaration.ts";
import { readContractFromFiles } from "../../src/contract/read-contract.ts";
import { markedProblemsOf, problemAtMarker, problemsOf } from "./support/problems-of.ts";

const declared = (more: Partial<BatchDeclaration> = {}): BatchDeclaration => ({
  reads: [],
  headers: [],
  claims: [],
  maxSize: undefined,
  selection: undefined,
  ...more,
});

const blog = (fields: string, more = "") => `
  extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])
  type Query { post: Post @connect(http: { GET: "https://a.test/post" }, selection: "id title") }
  type Post { id: ID! title: String ${fields} }
  ${more}
`;

const optionsOf = (coordinate: string, more?: Partial<BatchDeclaration>) => ({
  batchResolvers: new Map([[coordinate, declared(more)]]),
});

describe("a batch resolver", () => {
  test("is a connector on its field, of which all is known but the call", () => {
    const { connectors, fieldConnectors } = readContractFromFiles(
      [{ file: "a.graphql", text: blog("review(of: Int): String") }],
      optionsOf("Post.review", {
        reads: ["id", "title"],
        headers: ["x-a"],
        claims: ["org"],
        maxSize: 7,
      }),
    );
    const connector = connectors.at(-1);
    expect(connector).toMatchObject({
      id: "Post.review",
      place: { kind: "field", typeName: "Post", fieldName: "review" },
      request: undefined,
      source: undefined,
      inputs: {
        args: [[]],
        batch: [["id"], ["title"]],
        headers: ["x-a"],
        context: [["claims", "org"]],
      },
      keyFields: [
        { path: ["id"], isId: true },
        { path: ["title"], isId: false },
      ],
      batch: { maxSize: 7 },
      // A title may be null.
      resolver: { needs: [["id"]] },
      origin: { file: "a.graphql", line: 4 },
    });
    expect(fieldConnectors.get("Post.review")).toEqual([connector]);
  });

  test.each<[string, Partial<BatchDeclaration>, string]>([
    ["reads a field that there is not", { reads: ["titel"] }, 'Did you mean "title"?'],
    ["reads an object", { reads: ["author"] }, "what is no object"],
    ["may have no keys", { maxSize: 0 }, "`maxSize` of Post.review is 0"],
    ["may have half a key", { maxSize: 1.5 }, "`maxSize` of Post.review is 1.5"],
    ["names no header", { headers: ["not a header"] }, 'names "not a header"'],
    ["takes what is no mapping", { selection: "id {" }, "that of Post.review cannot be read"],
  ])("that %s is wrong, and its field says where", (_what, more, says) => {
    const schema = blog(
      "▲review: Review author: User",
      "type Review { id: ID } type User { id: ID }",
    );
    const options = { ...optionsOf("Post.review", more), resolvers: new Set(["Post.author"]) };
    expect(markedProblemsOf(schema, options)).toEqual(
      problemAtMarker(schema, { code: "INVALID_BATCH_RESOLVER", says }),
    );
  });

  test("of a root field has no parent to read from; and a mutation is never one of many", () => {
    const schema =
      blog("more: Int").replace("type Query {", "type Query { n: Int") +
      "type Mutation { save: Int }";
    const options = {
      resolvers: new Set(["Post.more"]),
      batchResolvers: new Map([
        ["Query.n", declared({ reads: ["id"] })],
        ["Mutation.save", declared()],
      ]),
    };
    expect(
      problemsOf(schema, options).filter(({ severity }) => severity === "error"),
    ).toMatchObject([
      { code: "INVALID_BATCH_RESOLVER", message: expect.stringContaining('Query.n reads "id"') },
      { code: "INVALID_BATCH_RESOLVER", message: expect.stringContaining("Mutation.save") },
    ]);
  });

  test("must be able to have what it reads, wherever its parents come from", () => {
    const schema = blog("views: Int ▲review: String");
    const options = {
      resolvers: new Set(["Post.views"]),
      batchResolvers: new Map([["Post.review", declared({ reads: ["views"] })]]),
    };
    const says =
      "Its batch resolver reads fields of Post that are not known where Query.post returns one.";
    expect(markedProblemsOf(schema, options)).toEqual(
      problemAtMarker(schema, { code: "UNRESOLVABLE_FIELD", says }),
    );
  });

  test("takes only what its type has", () => {
    const schema = blog("review: Review", "type Review { id: ID }");
    expect(
      markedProblemsOf(schema, optionsOf("Post.review", { selection: "id stars" })),
    ).toMatchObject([{ code: "SELECTION_UNKNOWN_FIELD", origin: undefined }]);
  });

  test("for what there is not, or beside a connector, is left to the resolvers' own checks", () => {
    const schema = blog(
      'review: String @connect(http: { GET: "https://a.test/{$this.id}" }, selection: "$")',
    );
    for (const coordinate of ["Post.nope", "Nope.id", "Post.review", "String.x"]) {
      expect(markedProblemsOf(schema, optionsOf(coordinate, { reads: ["x"] }))).toEqual([]);
    }
  });

  test("that is private must read who asks", () => {
    const schema = blog('▲mine: String @freshness(ttl: "1m") @cacheControl(scope: PRIVATE)');
    const says = '"Post.mine" reads nothing that tells callers apart';
    expect(markedProblemsOf(schema, optionsOf("Post.mine"))).toEqual(
      problemAtMarker(schema, { code: "FRESHNESS_UNUSED", says, severity: "warning" }),
    );
    expect(
      markedProblemsOf(schema, optionsOf("Post.mine", { headers: ["authorization"] })),
    ).toEqual([]);
  });
});
