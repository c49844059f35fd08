import { GraphQLScalarType } from "graphql";
import { describe, expect, test } from "vitest";

import { body, json, type Routes } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";

const connect = (path: string, selection: string) =>
  `@connect(source: "api", http: { GET: "${path}" }, selection: """${selection}""")`;

const open = (routes: Routes) =>
  openGateway({
    schema: `
        scalar Json
        enum Size { SMALL LARGE }
        type Query { thing: Thing ${connect("/thing", "id name int float yes size sizes any matrix")} }
        type Thing {
          id: ID name: String int: Int float: Float yes: Boolean
          size: Size sizes: [Size!] any: Json matrix: [[Int]]
        }
      `,
    routes,
  });

describe("values", () => {
  test("come as their types have them: enums, custom scalars, lists of lists", async () => {
    const thing = {
      id: 17,
      name: "n",
      int: -5,
      float: 2,
      yes: false,
      size: "LARGE",
      sizes: ["SMALL"],
      any: { deep: [1, { x: null }] },
      matrix: [[1, null], null, []],
    };
    const { ask } = await open({ "GET /thing": () => json(thing) });
    expect(await ask("{ thing { id name int float yes size sizes any matrix } }")).toEqual({
      data: { thing: { ...thing, id: "17" } },
    });
  });

  test("that do not fit their type fail at their path", async () => {
    const thing = {
      id: {},
      name: [],
      int: 2 ** 40,
      float: "x",
      yes: "no",
      size: "HUGE",
      sizes: ["SMALL", "HUGE"],
      matrix: [[1, "x"], 5],
    };
    const { ask } = await open({ "GET /thing": () => json(thing) });
    const { data, errors } = await ask("{ thing { id name int float yes size sizes matrix } }");
    expect(data).toEqual({
      thing: {
        id: null,
        name: null,
        int: null,
        float: null,
        yes: null,
        size: null,
        sizes: null,
        matrix: [[1, null], null],
      },
    });
    expect(errors?.map(({ path }) => path?.slice(1).join("."))).toEqual([
      "id",
      "name",
      "int",
      "float",
      "yes",
      "size",
      "sizes.1",
      "matrix.0.1",
      "matrix.1",
    ]);
    expect(errors?.map(({ message }) => message)).toContain(
      'Enum "Size" cannot represent value: "HUGE"',
    );
  });

  test("that are long integers keep their digits where the type can", async () => {
    const { ask, gateway } = await open({
      "GET /thing": () =>
        body(
          '{"id":9007199254740993,"name":9007199254740993,"float":9007199254740993,"any":{"n":9007199254740993}}',
        ),
    });
    const { data } = await ask("{ thing { id name float } }");
    expect(data).toEqual({
      thing: { id: "9007199254740993", name: "9007199254740993", float: 9007199254740992 },
    });
    const { url } = await gateway.start();
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: '{"query":"{ thing { any } }"}',
    });
    expect(await response.text()).toBe('{"data":{"thing":{"any":{"n":9007199254740993}}}}');
  });

  test("of a scalar with a coercion of its own have that: going out, and coming in", async () => {
    const Odd = new GraphQLScalarType({
      name: "Odd",
      serialize: (value) => (Number(value) % 2 === 1 ? `odd ${String(value)}` : undefined),
      parseValue: (value) => `given ${String(value)}`,
    });
    const { ask, upstream } = await openGateway({
      schema: `
        scalar Odd
        type Query {
          one: Odd ${connect("/one", "$")}
          two(odd: Odd): Odd ${connect("/two/{$args.odd}", "$")}
        }
      `,
      routes: { "GET /one": () => json(1), "GET /two/:odd": () => json(2) },
      resolvers: { Odd },
    });
    const query = "query ($odd: Odd) { one two(odd: $odd) }";
    expect(await ask(query, { variables: { odd: 3 } })).toMatchObject({
      data: { one: "odd 1", two: null },
      errors: [
        {
          path: ["two"],
          message: "Expected `Odd.serialize(2)` to return non-nullable value, returned: undefined",
        },
      ],
    });
    expect(upstream.asked.toSorted()).toEqual(["GET /one", "GET /two/given%203"]);
  });

  test("of fields with names that every object has are data, or null", async () => {
    const { ask } = await openGateway({
      schema: `
        type Query { races: [Race] ${connect("/races", "id constructor { name }")} }
        type Race { id: ID constructor: Constructor toString: String }
        type Constructor { name: String }
      `,
      routes: {
        "GET /races": () => json([{ id: 1, constructor: { name: "McLaren" } }, { id: 2 }]),
      },
      resolvers: { Race: { toString: ({ id }: { id: number }) => `race ${id}` } },
    });
    expect(await ask("{ races { constructor { name } toString } }")).toEqual({
      data: {
        races: [
          { constructor: { name: "McLaren" }, toString: "race 1" },
          { constructor: null, toString: "race 2" },
        ],
      },
    });
  });
});
