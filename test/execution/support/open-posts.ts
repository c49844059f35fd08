import { parse } from "graphql";

import type { FetchKeys, Outcome } from "../../../src/connectors/outcome.ts";
import { newRequestContext } from "../../../src/connectors/request-context.ts";
import { executorFor } from "../../support/executor-for.ts";
import { turns, until } from "../../support/until.ts";

const sdl = `
  extend schema @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@connect"])
  type Query {
    post: Post @connect(http: { GET: "https://api.test/post" }, selection: "id tags matrix { n }")
    notes: [Note] @connect(http: { GET: "https://api.test/notes" }, selection: "id must")
    broken: [Note] @connect(http: { GET: "https://api.test/broken" }, selection: "id must")
    lots: [Note] @connect(http: { GET: "https://api.test/lots" }, selection: "id must")
    rows: [Note!] @connect(http: { GET: "https://api.test/rows" }, selection: "id must")
    things: [Any] @connect(http: { GET: "https://api.test/things" }, selection: "__typename: type id must name")
  }
  union Any = Note | Author
  type Note
    @connect(http: { GET: "https://api.test/note/{$this.id}" }, selection: "author { id name } line")
  { id: ID! must: Int! line: String author: Author }
  type Post
    @connect(http: { GET: "https://api.test/author/{$this.id}" }, selection: "author { id name }")
    @connect(http: { GET: "https://api.test/stats/{$this.id}" }, selection: "likes views sure")
    @connect(http: { GET: "https://api.test/replies/{$this.id}" }, selection: "replies { id must }")
  {
    id: ID
    tags: [String]
    matrix: [[Cell]]
    author: Author
    likes: Int
    views: Int
    sure: Int!
    replies: [Note] @lazy(reason: "few read them", budget: "10s")
    summary: String
    words: [String]
  }
  type Cell { n: Int }
  type Author
    @connect(http: { GET: "https://api.test/bio/{$this.id}" }, selection: "bio")
  { id: ID name: String bio: String }
  type Mutation {
    write: Post @connect(http: { POST: "https://api.test/post" }, selection: "id tags matrix { n }")
  }
`;

const values: Readonly<Record<string, Outcome>> = {
  "Query.post": value({ id: "1", tags: ["a", "b"], matrix: [[{ n: 1 }], [{ n: 2 }, { n: 3 }]] }),
  "Mutation.write": value({ id: "1" }),
  "Query.notes": value([{ id: "1", must: 1 }, "no note", { id: "3", must: 3 }]),
  "Query.rows": value([{ id: "1", must: 1 }, { id: "2" }, { id: "3", must: 3 }]),
  "Query.broken": value("no list"),
  "Query.lots": value(Array.from({ length: 100 }, (_, id) => ({ id: String(id), must: id }))),
  "Query.things": value([
    { __typename: "Note", id: "1" },
    { __typename: "Author", id: "2" },
  ]),
  Post: value({ author: { id: "7", name: "Ann" } }),
  "Post[1]": value({ likes: 3, views: 5, sure: null }),
  "Post[2]": value({
    replies: [
      { id: "r1", must: 1 },
      { id: "r2", must: 2 },
    ],
  }),
  Note: value({ line: "a line", author: { id: "7" } }),
  Author: value({ bio: "born" }),
};

function value(it: Extract<Outcome, { kind: "value" }>["value"]): Outcome {
  return { kind: "value", value: it };
}

/** An executor of posts and notes, whose connectors answer at once, but for those that are held until they are let go. */
export function openPosts({ held = [], maxAnswerItems = 1000 }: Setting = {}) {
  const givenUp: string[] = [];
  const waiting: { readonly id: string; readonly resolve: () => void }[] = [];
  const fetchKeys: FetchKeys = async ({ id }, keys, { signal }) => {
    signal?.addEventListener("abort", () => givenUp.push(id));
    if (held.includes(id)) await new Promise<void>((resolve) => waiting.push({ id, resolve }));
    return keys.map(() => values[id] ?? { kind: "missing" });
  };
  const { executor } = executorFor(sdl, {
    fetchKeys,
    maxAnswerItems,
    resolvers: { Post: { summary, words: () => new Set(["a", "b"]) } },
  });
  const run = (query: string) =>
    executor.execute({
      document: parse(query),
      operationName: undefined,
      variables: {},
      request: newRequestContext(),
      takesParts: true,
    });
  const letGo = async (id: string): Promise<void> => {
    await until(() => waiting.some((each) => each.id === id));
    for (const each of waiting) if (each.id === id) each.resolve();
  };
  const letOneGo = async (number: number): Promise<void> => {
    await until(() => waiting.length > number);
    waiting[number]?.resolve();
    await turns();
  };
  return { run, letGo, letOneGo, givenUp };
}

function summary({ likes }: { readonly likes?: number }): string {
  return `${likes} likes`;
}

interface Setting {
  /** Connectors, by their ids. */
  readonly held?: readonly string[];
  readonly maxAnswerItems?: number;
}
