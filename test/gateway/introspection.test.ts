import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from "graphql";
import { expect, test } from "vitest";

import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

const schema = `
  "What can be read."
  type Query {
    "A thing."
    thing: Thing @connect(source: "api", http: { GET: "/thing" }, selection: "id size")
  }
  type Thing { id: ID! size: Size old: Int @deprecated(reason: "gone") secret: String @inaccessible }
  enum Size { S M L }
`
  .replace(
    "old: Int",
    'old: Int @connect(source: "api", http: { GET: "/old/{$this.id}" }, selection: "$")',
  )
  .replace(
    "secret: String",
    'secret: String @connect(source: "api", http: { GET: "/secret/{$this.id}" }, selection: "$")',
  );
const routes = { "GET /thing": () => json({ id: 1, size: "M" }) };

test("tools read the whole schema in development; no connector and nothing hidden is in it", async () => {
  const { ask, upstream } = await openGateway({ schema, routes, mode: "development" });
  const { data, errors } = await ask(getIntrospectionQuery());
  expect(errors).toBeUndefined();
  const seen = buildClientSchema(data as unknown as IntrospectionQuery);
  expect(seen.getQueryType()?.getFields()["thing"]?.description).toMatch(/^A thing\.\n\n/);
  expect(JSON.stringify(data)).not.toMatch(/secret|connect|JSONSelection/);
  expect(upstream.asked).toEqual([]);
});

test("one operation may ask for the schema and for data, with fragments and variables", async () => {
  const { ask, upstream } = await openGateway({ schema, routes, mode: "development" });
  const query = `
    query ($name: String!, $deprecated: Boolean = false) {
      thing { id __typename }
      type: __type(name: $name) { ...Fields }
      __schema { queryType { name } }
      __typename
    }
    fragment Fields on __Type { name fields(includeDeprecated: $deprecated) { name } }
  `;
  expect(await ask(query, { variables: { name: "Thing" } })).toEqual({
    data: {
      thing: { id: "1", __typename: "Thing" },
      type: { name: "Thing", fields: [{ name: "id" }, { name: "size" }] },
      __schema: { queryType: { name: "Query" } },
      __typename: "Query",
    },
  });
  // The same document, with other values.
  const other = await ask(query, { variables: { name: "Thing", deprecated: true } });
  expect(other.data?.["type"]).toMatchObject({ fields: [{}, {}, { name: "old" }] });
  const none = await ask(query, { variables: { name: "Nothing" } });
  expect(none.data?.["type"]).toBeNull();
  expect(upstream.asked).toEqual(["GET /thing", "GET /thing", "GET /thing"]);
});

test("the same introspection is answered again alike", async () => {
  const { ask } = await openGateway({ schema, routes, mode: "development" });
  const query = '{ __type(name: "Size") { enumValues { name } } }';
  const answer = {
    data: { __type: { enumValues: [{ name: "S" }, { name: "M" }, { name: "L" }] } },
  };
  expect(await ask(query)).toEqual(answer);
  expect(await ask(query)).toEqual(answer);
});

test("in production the schema is not told, unless the settings say so", async () => {
  const hidden = await openGateway({ schema, routes });
  expect(await hidden.ask("{ __schema { queryType { name } } }")).toMatchObject({
    errors: [{ extensions: { code: "GRAPHQL_VALIDATION_FAILED" } }],
  });
  const { errors } = await hidden.ask("{ thin { id } }");
  expect(errors?.[0]?.message).not.toContain("Did you mean");
  const shown = await openGateway({ schema, routes, server: { introspection: true } });
  expect(await shown.ask("{ __schema { queryType { name } } }")).toEqual({
    data: { __schema: { queryType: { name: "Query" } } },
  });
});
