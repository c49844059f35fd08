import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";

import { batch, createGateway, type ResolverContext } from "../../src/gateway.ts";
import { createHeld } from "../support/held.ts";
import { describeWithRedis, startRedis, type TestRedis } from "../support/redis.ts";
import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";
import { openIdentified, tenantsAndUsers } from "./support/open-identified.ts";
import { postOperation } from "./support/post-operation.ts";
import { openRedisConsole, type RedisConsole } from "./support/redis-console.ts";

type Opened = Awaited<ReturnType<typeof openIdentified>>;

/** Asks as somebody whose token says this. */
async function askAs({ url, issuing }: Opened, claims: object, query: string) {
  const authorization = `Bearer ${await issuing.sign({ ...claims })}`;
  const { data, errors } = await postOperation(url, { query }, { headers: { authorization } });
  return errors ?? data;
}

const ann = { sub: "ann", tenant: "t1" };
const ben = { sub: "ben", tenant: "t1" };
const eve = { sub: "eve", tenant: "t2" };

describe("callers share what was fetched", () => {
  test("where it depends on a claim that is equal, whoever they are", async () => {
    const opened = await openIdentified();
    const query = "{ tenant { name } }";
    expect(await askAs(opened, ann, query)).toEqual({ tenant: { name: "tenant t1" } });
    expect(await askAs(opened, ben, query)).toEqual({ tenant: { name: "tenant t1" } });
    expect(await askAs(opened, eve, query)).toEqual({ tenant: { name: "tenant t2" } });
    expect(opened.upstream.asked).toEqual(["GET /tenants/t1", "GET /tenants/t2"]);
  });

  test("and not where it depends on who they are", async () => {
    const opened = await openIdentified();
    const query = "{ me { name } }";
    for (const caller of [ann, ben, ann, eve, ben]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await askAs(opened, caller, query)).toEqual({ me: { name: `user ${caller.sub}` } });
    }
    expect(opened.upstream.asked).toEqual(["GET /users/ann", "GET /users/ben", "GET /users/eve"]);
  });

  test("where it depends on nothing of them, nobody's included", async () => {
    const opened = await openIdentified();
    const query = "{ news { title } }";
    await askAs(opened, ann, query);
    await askAs(opened, eve, query);
    await postOperation(opened.url, { query });
    expect(opened.upstream.asked).toEqual(["GET /news"]);
  });

  test("while it is on its way, too, and only then of those who are equal in what is read", async () => {
    const held = createHeld();
    const { gateway, upstream } = await openGateway({
      schema: `type Query {
        tenant: Tenant @connect(
          source: "api"
          http: { GET: "/who", headers: [{ name: "x-tenant", value: "{$context.claims.tenant}" }] }
          selection: "name"
        )
      }
      type Tenant { name: String }`,
      routes: { "GET /who": held.hold(({ headers }) => json({ name: headers["x-tenant"] })) },
    });
    const answers = [ann, ben, eve, undefined].map((claims) =>
      gateway.execute({ query: "{ tenant { name } }", ...(claims && { claims }) }),
    );
    await upstream.hasReceived(3);
    held.letAllGo();
    const names = (await Promise.all(answers)).map(({ data }) => data?.["tenant"]);
    expect(names).toEqual([{ name: "t1" }, { name: "t1" }, { name: "t2" }, { name: null }]);
    expect(upstream.requests.map(({ headers }) => String(headers["x-tenant"])).toSorted()).toEqual([
      "t1",
      "t2",
      "undefined",
    ]);
  });

  test("also what a batch resolver gives, by the claims that it is given and no others", async () => {
    const asked: unknown[] = [];
    const { gateway } = await openGateway({
      schema: 'type Query { limit: Int @freshness(ttl: "1h") }',
      resolvers: {
        Query: {
          limit: batch({
            claims: ["tenant", "constructor"],
            load(keys, { claims }) {
              asked.push(claims);
              return keys.map(() => asked.length);
            },
          }),
        },
      },
    });
    const limitOf = async (claims?: typeof ann) => {
      const { data } = await gateway.execute({ query: "{ limit }", ...(claims && { claims }) });
      return data?.["limit"];
    };
    const limits = [await limitOf(ann), await limitOf(ben), await limitOf(eve), await limitOf()];
    expect(limits).toEqual([1, 1, 2, 3]);
    expect(asked).toEqual([{ tenant: "t1" }, { tenant: "t2" }, {}]);
  });

  test("by numbers that differ beyond what a double holds, they do not", async () => {
    const opened = await openIdentified();
    const query = "{ tenant { name } }";
    const asOf = async (tenant: bigint) => {
      const { data } = await opened.gateway.execute({ query, claims: { tenant } });
      return data;
    };
    expect(await asOf(9007199254740992n)).toEqual({ tenant: { name: "tenant 9007199254740992" } });
    expect(await asOf(9007199254740993n)).toEqual({ tenant: { name: "tenant 9007199254740993" } });
  });
});

describe("in process", () => {
  test("claims are those of the caller that an operation runs for, also to be analysed", async () => {
    const { gateway, upstream } = await openIdentified();
    const query = "{ me { name } }";
    expect(await gateway.execute({ query, claims: { sub: "ann" } })).toEqual({
      data: { me: { name: "user ann" } },
    });
    await gateway.explain({ query, analyze: true, claims: { sub: "ben" } });
    expect(upstream.asked).toEqual(["GET /users/ann", "GET /users/ben"]);
  });

  test("resolvers are told who the caller is", async () => {
    const { gateway } = await openIdentified({
      schema: "type Query { who: String }",
      resolvers: {
        Query: {
          who: (_parent: unknown, _args: unknown, { caller, context }: ResolverContext) =>
            JSON.stringify([caller?.id, [...(caller?.scopes ?? [])], context]),
        },
      },
    });
    const whoIs = async (claims?: { readonly sub: string; readonly scope: string }) => {
      const { data } = await gateway.execute({ query: "{ who }", ...(claims && { claims }) });
      return JSON.parse(String(data?.["who"]));
    };
    const claims = { sub: "ann", scope: "a b" };
    expect(await whoIs(claims)).toEqual(['["code","ann"]', ["a", "b"], { claims }]);
    expect(await whoIs()).toEqual([null, [], {}]);
  });
});

describeWithRedis("in a shared store", () => {
  let redis: TestRedis;
  let console: RedisConsole;
  beforeAll(async () => {
    redis = await startRedis();
    console = await openRedisConsole(redis.url);
  });
  afterAll(async () => {
    console.close();
    await redis.kill();
  });

  test("values are for the same callers as in one process, and keys tell nothing of them", async () => {
    const one = await openIdentified({ config: { redis: { url: redis.url } } });
    const other = await createGateway(one.withSchema(tenantsAndUsers));
    onTestFinished(() => other.stop());
    const query = "{ tenant { name } me { name } }";
    await console.whileKept(2, () => askAs(one, ann, query));
    one.upstream.forget();
    for (const claims of [ben, eve]) {
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      expect(await other.execute({ query, claims })).toEqual({
        data: { tenant: { name: `tenant ${claims.tenant}` }, me: { name: `user ${claims.sub}` } },
      });
    }
    expect(one.upstream.asked.toSorted()).toEqual([
      "GET /tenants/t2",
      "GET /users/ben",
      "GET /users/eve",
    ]);
    expect((await console.entries()).join("\n")).not.toMatch(/ann|ben|eve|t1|t2/);
  });
});
