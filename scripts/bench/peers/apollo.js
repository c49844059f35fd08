import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";

import { createContext } from "./context.js";
import { RestApi } from "./rest-api.js";
import { resolvers, typeDefs } from "./schema.js";

/** Apollo Server as it comes, and DataLoader. */
export async function start(upstreamUrl) {
  const api = new RestApi(upstreamUrl);
  const server = new ApolloServer({ typeDefs, resolvers });
  const { url } = await startStandaloneServer(server, {
    listen: { host: "127.0.0.1", port: 0 },
    context: async ({ req }) => createContext(api, req.headers.authorization),
  });
  return url;
}
