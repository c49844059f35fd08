import { describe, expect, test } from "vitest";

import { contractOf } from "./support/contract-of.ts";
import { problemsOf } from "./support/problems-of.ts";

const head = `extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])`;
const connect = (selection: string): string =>
  `@connect(http: { GET: "http://api.test/" }, selection: "${selection}")`;

describe("@listSize", () => {
  test("is read by coordinate, and its definition need not be brought along", () => {
    const { listSizes, problems } = contractOf(`${head}
      type Query {
        posts(limit: Int, page: Page): [Int] @listSize(assumedSize: 50, slicingArguments: ["limit", "page.first"], requireOneSlicingArgument: false)
          ${connect("$")}
        feed(first: Int): Feed @listSize(slicingArguments: "first", sizedFields: ["items"])
          ${connect("items")}
      }
      input Page { first: Int! }
      type Feed @freshness(ttl: "1s") { items: [Int] }
    `);
    expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(listSizes).toEqual(
      new Map([
        [
          "Query.posts",
          {
            assumedSize: 50,
            slicingArguments: ["limit", "page.first"],
            sizedFields: [],
            requiresOneSlicingArgument: false,
          },
        ],
        [
          "Query.feed",
          {
            assumedSize: undefined,
            slicingArguments: ["first"],
            sizedFields: ["items"],
            requiresOneSlicingArgument: true,
          },
        ],
      ]),
    );
  });

  test("of an interface's field holds for its types, unless they say it themselves", () => {
    const { listSizes } = contractOf(`${head}
      interface Node { tags: [Int] @listSize(assumedSize: 3) }
      type A implements Node @freshness(ttl: "1s") { tags: [Int] }
      type B implements Node @freshness(ttl: "1s") { tags: [Int] @listSize(assumedSize: 7) }
      type Query { a: A ${connect("tags")} b: B ${connect("tags")} }
    `);
    expect([...listSizes].map(([name, { assumedSize }]) => [name, assumedSize])).toEqual([
      ["Node.tags", 3],
      ["A.tags", 3],
      ["B.tags", 7],
    ]);
  });

  test.each([
    [
      "a: [Int] @listSize(assumedSize: -1)",
      'A list has no fewer than 0 items; "Query.a" is to have -1.',
    ],
    [
      'a(limit: Int): [Int] @listSize(slicingArguments: ["limt"])',
      'A slicing argument is an argument of the field; "Query.a" has no "limt".',
    ],
    [
      'a(limit: [Int]): [Int] @listSize(slicingArguments: ["limit"])',
      'A slicing argument is an Int that bounds the list; "limit" of "Query.a" is none.',
    ],
    [
      'a(page: Page): [Int] @listSize(slicingArguments: ["page.second"])',
      'A slicing argument is an argument of the field; "Query.a" has no "page.second".',
    ],
    ["a: Int @listSize(assumedSize: 1)", '"@listSize" is for a list; "Query.a" holds none.'],
    [
      'a: Page2 @listSize(assumedSize: 1, sizedFields: ["iten", "one"])',
      'A sized field is a list of the object that the field holds; "Query.a" holds a Page2, which has no field "iten".',
      'A sized field is a list of the object that the field holds; "Query.a" holds a Page2, which has no list "one".',
    ],
    [
      'a: Int @listSize(assumedSize: 1, sizedFields: ["items"])',
      'A sized field is a list of the object that the field holds; "Query.a" holds a Int, which has no field "items".',
    ],
  ])("is refused in %s", (field, ...messages) => {
    const isObject = field.includes("Page2");
    const problems = problemsOf(`${head}
      type Query { ${field} ${connect(isObject ? "one items" : "$")} }
      input Page { first: Int! }
      type Page2 @freshness(ttl: "1s") { one: Int items: [Int] }
    `).filter(({ severity }) => severity === "error");
    expect(problems.map(({ code, message }) => [code, message])).toEqual(
      messages.map((message) => ["INVALID_LIST_SIZE", message]),
    );
  });
});
