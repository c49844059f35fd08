import Fastify from "fastify";
import mercurius from "mercurius";

import { createContext } from "./context.js";
import { RestApi } from "./rest-api.js";
import { resolvers, typeDefs } from "./schema.js";

/** Mercurius on Fastify, with its just-in-time compiler on, and DataLoader. */
export async function start(upstreamUrl) {
  const api = new RestApi(upstreamUrl);
  const app = Fastify();
  await app.register(mercurius, {
    schema: typeDefs,
    resolvers,
    jit: 1,
    context: (request) => createContext(api, request.headers.authorization),
  });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  return `${url}/graphql`;
}
