import { parse } from "graphql";
import { describe, expect, test } from "vitest";

import { counted, explain, type ExplainBlogInput } from "./support/blog.ts";

describe("the size of a list is", () => {
  test.each([["posts"], ["Query.posts"]])("what the caller says of %s", (name) => {
    expect(sizeOf("{ posts(limit: 3) { likes } }", { sizes: { [name]: 7 } })).toEqual([7, "given"]);
  });

  test.each<[string, Record<string, unknown> | undefined, unknown]>([
    ["{ posts(limit: 3) { likes } }", {}, 3],
    ["query ($n: Int = 5) { posts(limit: $n) { likes } }", {}, 5],
    ["query ($n: Int) { posts(limit: $n) { likes } }", { n: 6 }, 6],
  ])("what an argument says: %s", (query, variables, size) => {
    expect(sizeOf(query, { ...(variables && { variables }) })).toEqual([size, "argument"]);
  });

  test.each<[string, Record<string, unknown>?]>([
    ["query ($n: Int = 5) { posts(limit: $n) { likes } }"],
    ["query ($n: Int) { posts(limit: $n) { likes } }", {}],
    ["{ posts(limit: null) { likes } }", {}],
    ["{ posts { likes } }", {}],
  ])("not said by an argument that may be anything: %s", (query, variables) => {
    expect(sizeOf(query, { ...(variables && { variables }) })).toEqual([0, "default"]);
  });

  test.each<[string, Record<string, unknown>, readonly unknown[]]>([
    ["{ found(input: { first: 9 }) { items { name } } }", {}, [9, "argument"]],
    [
      "query ($f: Find) { found(input: $f) { items { name } } }",
      { f: { first: 8 } },
      [8, "argument"],
    ],
    ["query ($f: Find) { found(input: $f) { items { name } } }", {}, [0, "default"]],
    ["query ($f: Find) { found(input: $f) { items { name } } }", { f: null }, [0, "default"]],
    ["{ found(last: 2, input: { first: 9 }) { items { name } } }", {}, [9, "argument"]],
    ["{ found(last: 12, input: { first: 9 }) { items { name } } }", {}, [12, "argument"]],
    ['{ found(input: { text: "x" }) { items { name } } }', {}, [0, "default"]],
    ["{ page { items { name } } }", {}, [0, "default"]],
  ])("said by the field around it: %s", (query, variables, expected) => {
    expect(sizeOf(query, { variables })).toEqual(expected);
  });

  test("what the schema assumes, where no argument says", () => {
    expect(sizeOf("{ few { likes } }")).toEqual([6, "declared"]);
  });

  test.each<[string, Record<string, unknown> | undefined, unknown]>([
    ["{ latest(limit: 3) { likes } }", {}, [3, "assumed"]],
    ["query ($n: Int) { latest(limit: $n) { likes } }", { n: 6 }, [6, "assumed"]],
    ["query ($n: Int) { latest(limit: $n) { likes } }", undefined, [0, "default"]],
    ["{ latest { likes } }", {}, [0, "default"]],
    // The list that comes with the object, and not one that is fetched by itself.
    ["{ shelf(first: 2) { items { name } } }", {}, [2, "assumed"]],
    ["{ shelf(first: 2) { sold { name } } }", {}, [0, "default"]],
    // What is declared stands alone.
    ["{ page(id: 1) { items { name } } }", {}, [0, "default"]],
    ["{ few(limit: 3) { likes } }", {}, [6, "declared"]],
    ["{ found(limit: 3) { others { name } } }", {}, [0, "default"]],
  ])("taken from an argument of a usual name: %s", (query, variables, expected) => {
    expect(sizeOf(query, { ...(variables && { variables }) })).toEqual(expected);
  });

  test("taken from such an argument as an assumption that is told", () => {
    const { lists, assumptions, problems } = counted.explain(
      parse("{ latest(limit: 3) { related { id } } }"),
    );
    expect(lists[0]).toMatchObject({ size: 3, from: { kind: "assumed", argument: "limit" } });
    expect(problems[0]?.help).toContain('Or ask for fewer items, by "limit", or mark it @lazy');
    expect(assumptions).toContain(
      "A source is taken to give no more than it is asked for: latest. That it does says @listSize.",
    );
  });

  test("told of each list in a list apart", () => {
    const sizes = { matrix: 2, "matrix[]": 3 };
    const { lists } = counted.explain(parse("{ matrix { likes } }"), {}, { sizes });
    expect(lists.map(({ path, name, size }) => [path, name, size])).toEqual([
      ["matrix", "matrix", 2],
      ["matrix[]", "matrix[]", 3],
    ]);
  });

  test("named by its last word, or by all of them where that is taken", () => {
    const { lists } = explain(
      "{ posts { related { related { likes } } } related: posts { likes } }",
    );
    expect(lists.map(({ name }) => name)).toEqual([
      "posts",
      "related",
      "posts.related.related",
      "related (Query.posts)",
    ]);
  });

  test("not called as a type is whose objects are counted", () => {
    const query = "{ posts { Post: related { related { likes } } } }";
    const sizes = { posts: 3, "posts.Post": 5, Post: 9 };
    expect(explain(query, { sizes }).lists.map(({ name }) => name)).toEqual([
      "posts",
      "posts.Post",
      "related",
    ]);
  });

  test("bounded by how many objects of its type there are", () => {
    const { total } = explain("{ posts { author { team { title } } } }", {
      sizes: { posts: 300, Team: 7, Author: 150 },
    });
    expect(total.calls).toEqual({
      formula: "1 + ceil(min(posts, Author) / 100) + min(posts, Team)",
      value: 10,
    });
    expect(total.worst.value).toBe(304);
  });

  test("said to be nobody's where it is that of nothing", () => {
    expect(explain("{ greet }", { sizes: { posts: 0 } }).lists).toEqual([]);
  });
});

/** How long the first list is, and how that is known. */
function sizeOf(query: string, { variables, ...input }: ExplainBlogInput = {}): readonly unknown[] {
  const [list] = counted.explain(parse(query), variables, input).lists;
  return [list?.size, list?.from.kind];
}
