import { json, type Routes } from "../../support/upstream.ts";

/** Posts whose users are stubs: `user: { id: userId }`. */
export const postsAndUsers = `
  type Query {
    posts: [Post!]
      @connect(source: "api", http: { GET: "/posts" }, selection: "id title user: { id: userId }")
    newest: Post
      @connect(source: "api", http: { GET: "/posts/newest" }, selection: "id title user: { id: userId }")
    me: User @connect(source: "api", http: { GET: "/me" }, selection: "id")
  }
  type Post { id: ID! title: String user: User }
`;
/** Users are fetched by id, many in one call. */
export const users = (batch = "") => `
  type User
    @connect(
      source: "api"
      http: { GET: "/users", queryParams: "id: $batch.id" }
      ${batch}
      selection: "id name"
    ) { id: ID! name: String }
`;
export const schema = postsAndUsers + users();

export const nameOf = (id: string) => `user ${id}`;
export const rowsFor = (query: URLSearchParams) =>
  query.getAll("id").map((id) => ({ id: Number(id), name: nameOf(id) }));
export const postsBy = (...userIds: readonly unknown[]) =>
  userIds.map((userId, index) => ({ id: index + 1, title: `post ${index + 1}`, userId }));

/** An upstream that has every user. */
export function routes(more: Routes = {}): Routes {
  return { "GET /users": ({ query }) => json(rowsFor(query)), ...more };
}

export const selectUsers = "{ posts { user { id name } } }";
/** The answer to {@link selectUsers}. */
export const answerFor = (...ids: readonly string[]) => ({
  data: { posts: ids.map((id) => ({ user: { id, name: nameOf(id) } })) },
});
