import { get } from "./answered.ts";

/** Items with stubs of users, and the connector that fetches users by $batch. */
export function schemaOf(connector: string, user = "id: ID! name: String"): string {
  return `
    type Query { items: [Item!] ${get("/items", "id user: { id: userId }")} }
    type Item { id: ID! user: User }
    type User ${connector} { ${user} }
  `;
}

export const items = {
  "GET /items": [
    { id: 1, userId: 7 },
    { id: 2, userId: 8 },
    { id: 3, userId: 7 },
  ],
};
export const ada = { id: 7, name: "Ada" };
export const bob = { id: 8, name: "Bob" };
export const query = "{ items { user { id name } } }";
export const all = {
  items: [
    { user: { id: "7", name: "Ada" } },
    { user: { id: "8", name: "Bob" } },
    { user: { id: "7", name: "Ada" } },
  ],
};
export const onlyAda = {
  items: [
    { user: { id: "7", name: "Ada" } },
    { user: { id: "8", name: null } },
    { user: { id: "7", name: "Ada" } },
  ],
};
