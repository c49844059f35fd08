/**
 * The part of the demo's schema that the bench asks for, as one writes it for a server whose
 * resolvers are written by hand. Plain JavaScript, as all peers: they are compiled and checked by
 * nothing, since their packages are not the project's.
 */
export const typeDefs = /* GraphQL */ `
  type Query {
    posts: [Post!]
    greet: String!
  }

  type Post {
    id: ID!
    userId: ID
    title: String
    body: String
    user: User
  }

  type User {
    id: ID!
    name: String
    username: String
    email: String
    phone: String
    website: String
  }
`;

/** Want a context from {@link createContext}. */
export const resolvers = {
  Query: {
    posts: (_parent, _args, { api }) => api.getPosts(),
    greet: () => "Hello from Sluice!",
  },
  Post: {
    user: (post, _args, { users }) => users.load(post.userId),
  },
};
