import DataLoader from "dataloader";

/**
 * What the resolvers of one request share: the API with the credential of its caller, and a loader
 * that lives as long as the request.
 */
export function createContext(restApi, authorization) {
  const api = restApi.as(authorization);
  return {
    api,
    users: new DataLoader(async (ids) => {
      const users = await api.getUsers(ids);
      const byId = new Map(users.map((user) => [user.id, user]));
      return ids.map((id) => byId.get(id) ?? null);
    }),
  };
}
