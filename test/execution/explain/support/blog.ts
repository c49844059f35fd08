import { parse } from "graphql";

import type { Explanation } from "../../../../src/execution/explain/explanation.ts";
import { type ExplainInput, openCounted } from "./counted-run.ts";

/** A schema of posts and people, in which there is something of all that costs calls. */
export const blog = `
extend schema
  @link(url: "https://specs.apollo.dev/connect/v0.4", import: ["@source", "@connect"])
  @source(name: "blog", http: { baseURL: "http://blog.test" })
  @source(name: "people", http: { baseURL: "http://people.test", headers: [{ name: "authorization", from: "authorization" }] })
type Query {
  posts(limit: Int): [Post] @listSize(slicingArguments: ["limit"], requireOneSlicingArgument: false)
    @connect(source: "blog", http: { GET: "/posts?n={$args.limit}" }, selection: "id title author { id } editor { id }")
  post(id: ID!): Post
    @connect(source: "blog", http: { GET: "/posts/{$args.id}" }, selection: "id title author { id } editor { id }")
  found(input: Find, last: Int, limit: Int): Page @listSize(slicingArguments: ["last", "input.first"], sizedFields: ["items"])
    @connect(source: "blog", http: { GET: "/found" }, selection: "items { id } others { id }")
  matrix: [[Post]] @connect(source: "blog", http: { GET: "/matrix" }, selection: "id title author { id } editor { id }")
  anything: [Any] @connect(source: "blog", http: { GET: "/any" }, selection: "__typename: kind id")
  latest(limit: Int): [Post] @connect(source: "blog", http: { GET: "/latest?n={$args.limit}" }, selection: "id title author { id } editor { id }")
  shelf(first: Int): Shelf @connect(source: "blog", http: { GET: "/shelf?n={$args.first}" }, selection: "id items { id }")
  few(limit: Int): [Post] @listSize(assumedSize: 6) @connect(source: "blog", http: { GET: "/few" }, selection: "id title author { id } editor { id }")
  greet: String
  now: Int @connect(selection: "$(1)")
  page(id: ID): Page @connect(http: { GET: "http://other.test/{$args.id}" }, selection: "items { id } others { id }")
}
type Mutation {
  like(id: ID!): Post @connect(source: "blog", http: { POST: "/likes/{$args.id}" }, selection: "id title author { id } editor { id }")
}
input Find { first: Int = 4, text: String }
union Any = Post | Author
type Page { items: [Author] others: [Author] }
type Shelf {
  id: ID
  items: [Author]
  sold: [Author] @connect(source: "blog", http: { GET: "/shelves/{$this.id}/sold" }, selection: "id")
}
type Post @freshness(ttl: "1m", missingTtl: "2s") @batch(onFailure: TOGETHER)
  @connect(source: "blog", http: { GET: "/posts", queryParams: "id: $batch.id" }, selection: "id title author { id } editor { id }") {
  id: ID!
  title: String
  author: Author
  editor: Author
  likes: Int @freshness(ttl: "0s") @lazy(reason: "It counts.", budget: "50ms") @connect(source: "blog", http: { GET: "/likes/{$this.id}" }, selection: "$")
  best(n: Int): [Post] @connect(source: "blog", http: { GET: "/best?n={$args.n}" }, selection: "id title author { id } editor { id }")
  related(n: Int): [Post] @connect(source: "blog", http: { GET: "/related/{$this.id}?n={$args.n}" }, selection: "id title author { id } editor { id }")
}
type Author @freshness(ttl: "0s")
  @connect(source: "people", http: { GET: "/people", queryParams: "id: $batch.id" }, selection: "id name team: { id: teamId }") {
  id: ID!
  name: String
  team: Team
}
type Team
  @connect(source: "people", http: { GET: "/teams/{$this.id}" }, selection: "id title") {
  id: ID!
  title: String
}
`;

/** It has met no list. */
export const counted = openCounted(blog, {
  fetchKeys: async () => [],
  resolvers: { Query: { greet: () => "hello" } },
  maxBatchSize: 100,
});

/** Explains an operation; without others, posts are ten. */
export function explain(
  query: string,
  { variables, ...input }: ExplainBlogInput = {},
): Explanation {
  const sizes = { posts: 10, ...input.sizes };
  return counted.explain(parse(query), variables, { ...input, sizes });
}

export interface ExplainBlogInput extends ExplainInput {
  /** Undefined: they are not known. */
  readonly variables?: Record<string, unknown>;
}
