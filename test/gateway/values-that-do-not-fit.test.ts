import { GraphQLScalarType, GraphQLError } from "graphql";
import { describe, expect, test } from "vitest";

import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

const schema = `
  enum Status { NEW DONE }
  scalar Day
  type Query {
    orders: [Order] @connect(source: "api", http: { GET: "/orders" }, selection: "id status tags day customer { id name }")
    own: [Order]
    stub: Order
    count: Int! @connect(source: "api", http: { GET: "/count" }, selection: "$")
  }
  type Order @connect(source: "api", http: { GET: "/orders/{$this.id}" }, selection: "id status note { text }") {
    id: ID!
    status: Status
    tags: [Int!]
    day: Day
    customer: Customer
    note: Note
  }
  type Customer { id: ID! name: String! }
  type Note { text: String }
`;

const order = {
  id: 1,
  status: "LOST",
  tags: [1, "two", 3],
  day: "2026-01-01",
  customer: { id: 7, name: "Ann" },
};

interface OpenOptions {
  /** What the resolvers of the root give. */
  readonly own?: object;
  readonly day?: GraphQLScalarType;
  /** What the source answers. */
  readonly answer?: object;
}

const open = ({ own = {}, day, answer = order }: OpenOptions = {}) =>
  openGateway({
    schema,
    resolvers: { Query: { own: () => [own], stub: () => own }, ...(day && { Day: day }) },
    routes: {
      "GET /orders": () => json([answer, { ...answer, id: 2 }]),
      "GET /orders/1": () => json({ id: 1, status: "GONE", note: { text: {} } }),
      "GET /count": () => json(null),
    },
  });

/** A scalar whose values are refused with an error. */
const day = (error: Error) =>
  new GraphQLScalarType({
    name: "Day",
    serialize() {
      throw error;
    },
  });

const ofOrders = { service: "api", connector: { coordinate: "Query.orders" } };

describe("a value of a source that does not fit its type", () => {
  test("says which source and which connector it comes from", async () => {
    const { ask } = await open();
    const { data, errors } = await ask("{ orders { status tags } }");
    expect(data).toEqual({
      orders: [
        { status: null, tags: null },
        { status: null, tags: null },
      ],
    });
    expect(errors?.[0]).toEqual({
      message: 'Enum "Status" cannot represent value: "LOST"',
      path: ["orders", 0, "status"],
      locations: [{ line: 1, column: 12 }],
      extensions: { code: "CONNECTOR_VALUE_INVALID", ...ofOrders },
    });
    expect(errors?.[1]).toMatchObject({
      message: 'Int cannot represent non-integer value: "two"',
      path: ["orders", 0, "tags", 1],
      extensions: { code: "CONNECTOR_VALUE_INVALID", ...ofOrders },
    });
  });

  test("may be a null where there must be none", async () => {
    const { ask } = await open({ answer: { ...order, customer: { id: 7 } } });
    expect((await ask("{ orders { customer { name } } }")).errors?.[0]).toMatchObject({
      message: "Cannot return null for non-nullable field Customer.name.",
      extensions: { code: "CONNECTOR_VALUE_INVALID", ...ofOrders },
    });
    expect((await ask("{ count }")).errors?.[0]).toMatchObject({
      message: "Cannot return null for non-nullable field Query.count.",
      extensions: { service: "api", connector: { coordinate: "Query.count" } },
    });
  });

  test("is in the log once for each field and minute, without the value", async () => {
    const { ask, lines } = await open();
    await ask("{ orders { status tags } }");
    await ask("{ orders { status } }");
    const told = lines().filter(({ msg }) => msg === "a value of a source does not fit its type");
    const place = { level: "warn", source: "api", connector: "Query.orders" };
    expect(told).toMatchObject([
      { field: "Order.status", type: "Status", ...place },
      { field: "Order.tags", type: "[Int!]", ...place },
    ]);
    expect(JSON.stringify(lines())).not.toContain("LOST");
  });

  test("is not told of where the answer is given up for another reason", async () => {
    const { ask, lines } = await openGateway({
      schema: `type Query {
        many: [Int!]! @connect(source: "api", http: { GET: "/many" }, selection: "$")
      }`,
      routes: { "GET /many": () => json([1, 2, 3]) },
      config: { limits: { answerItems: 2 } },
    });
    expect((await ask("{ many }")).errors?.[0]?.extensions?.["code"]).toBe("ANSWER_TOO_LARGE");
    expect(lines().filter(({ field }) => field !== undefined)).toEqual([]);
  });
});

describe("a value of a resolver that does not fit its type", () => {
  test("is no connector's", async () => {
    const { ask } = await open({ own: { id: 1, status: "LOST" } });
    const { errors } = await ask("{ own { status } }");
    expect(errors?.[0]).toMatchObject({
      message: 'Enum "Status" cannot represent value: "LOST"',
      extensions: { code: "INTERNAL_SERVER_ERROR" },
    });
  });

  test("is told from what a connector adds to the resolver's object", async () => {
    const { ask } = await open({ own: { id: 1, status: "LOST" } });
    const { errors } = await ask("{ stub { status note { text } } }");
    expect(errors).toMatchObject([
      { path: ["stub", "status"], extensions: { code: "INTERNAL_SERVER_ERROR" } },
      {
        path: ["stub", "note", "text"],
        extensions: { code: "CONNECTOR_VALUE_INVALID", connector: { coordinate: "Order" } },
      },
    ]);
  });

  test("keeps the code that a scalar of one's own gives it, and hides what that did not foresee", async () => {
    const refused = new GraphQLError("No day.", { extensions: { code: "NO_DAY" } });
    const { ask } = await open({ day: day(refused) });
    expect((await ask("{ orders { day } }")).errors?.[0]).toMatchObject({
      message: "No day.",
      extensions: { code: "NO_DAY" },
    });
    const { ask: askOther } = await open({ day: day(new TypeError("x of undefined")) });
    expect((await askOther("{ orders { day } }")).errors?.[0]).toMatchObject({
      message: "Internal server error",
      extensions: { code: "INTERNAL_SERVER_ERROR" },
    });
  });
});
