import type { Resolvers } from "./generated.ts";

/** The fields of the demo that no connector resolves. */
export const resolvers: Resolvers = {
  Query: {
    greet: () => "Hello from Sluice!",
  },
};
