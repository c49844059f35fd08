import DataLoader from "dataloader";

/** What the resolvers of one request share: the API, and a loader that lives as long as it does. */
export function createContext(api) {
  return {
    api,
    users: new DataLoader(async (ids) => {
      const users = await api.getUsers(ids);
      const byId = new Map(users.map((user) => [user.id, user]));
      return ids.map((id) => byId.get(id) ?? null);
    }),
  };
}
