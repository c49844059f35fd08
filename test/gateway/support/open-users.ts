import { createHeld } from "../../support/held.ts";
import { turns, until } from "../../support/until.ts";
import { json, type Routes } from "../../support/upstream.ts";
import { openGateway } from "./open-gateway.ts";
import { postOperation } from "./post-operation.ts";
import { rowsFor, users } from "./posts-and-users.ts";

interface UsersOptions extends Pick<
  Parameters<typeof openGateway>[0],
  "api" | "server" | "config" | "http"
> {
  /** Directives of the type. */
  readonly batch?: string;
  /** More of the schema. */
  readonly schema?: string;
  /** Answers a call for users; by default with all of them. */
  readonly answer?: Routes[string];
  readonly routes?: Routes;
}

/** A gateway whose users are fetched by id, from an upstream that answers when it is let go. */
export async function openUsers(options: UsersOptions = {}) {
  const { batch = "", schema = "", answer, routes, ...rest } = options;
  const held = createHeld();
  let arrivals = 0;
  const opened = await openGateway({
    ...rest,
    schema: `type Query { users(ids: [ID!]!): [User] } ${schema} ${users(batch)}`,
    resolvers: {
      Query: {
        users(_parent, { ids }: { readonly ids: readonly string[] }) {
          arrivals++;
          return ids.map((id) => ({ id }));
        },
      },
    },
    routes: {
      "GET /users": held.hold(answer ?? (({ query }) => json(rowsFor(query)))),
      ...routes,
    },
  });
  const { url } = await opened.gateway.start();
  return {
    ...opened,
    held,
    url,
    post: (query: string, headers: Record<string, string> = {}) =>
      postOperation(url, { query }, { headers }),
    /** In process: what it asks for is asked for within a few turns of the event loop. */
    run: (query: string, headers: Record<string, string> = {}) => opened.ask(query, { headers }),
    /** Resolves once so many requests have asked for their users. */
    haveArrived: async (count: number) => {
      await until(() => arrivals === count);
      await turns(10);
    },
    /** Resolves once so many calls wait for their answers. */
    areHeld: (count: number) => until(() => held.count() === count),
    /** The ids of each call for users, in the order of their arrival. */
    asked: () =>
      opened.upstream.requests
        .filter(({ path }) => path === "/users")
        .map(({ query }) => query.getAll("id").map(Number)),
  };
}

export const namesOf = (...ids: readonly number[]) => `{ users(ids: [${ids.join()}]) { name } }`;

/** The answer to it. */
export const answerOf = (...ids: readonly number[]) => ({
  data: { users: ids.map((id) => ({ name: `user ${id}` })) },
});
