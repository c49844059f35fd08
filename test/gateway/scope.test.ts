import * as fc from "fast-check";
import { expect, test } from "vitest";

import { json } from "../support/upstream.ts";
import { openGateway } from "./support/open-gateway.ts";
import { postOperation } from "./support/post-operation.ts";

const schema = `
  type Query {
    me: Account @connect(source: "api", http: { GET: "/me" }, selection: "id owner")
    accounts: [Account!] @connect(source: "api", http: { GET: "/accounts" }, selection: "id owner")
  }
  type Account
    @connect(
      source: "api"
      http: { GET: "/details", queryParams: "id: $batch.id" }
      selection: "id secret"
    ) {
    id: ID
    owner: String
    secret: String
  }
`;

/** An upstream with one answer for each credential, whose answers overtake each other. */
async function open() {
  const opened = await openGateway({
    source: "",
    schema: schema.replaceAll(
      /http: \{ (GET: "[^"]*")/g,
      'http: { $1, headers: { name: "authorization", from: "authorization" }',
    ),
    routes: {
      "GET /me": async ({ headers: { authorization = "nobody" } }) => {
        await later();
        return json({ id: 1, owner: authorization });
      },
      "GET /accounts": async ({ headers: { authorization = "nobody" } }) => {
        await later();
        return json([1, 2, 3].map((id) => ({ id, owner: authorization })));
      },
      "GET /details": async ({ headers: { authorization = "nobody" }, query }) => {
        await later();
        return json(query.getAll("id").map((id) => ({ id, secret: `${id} of ${authorization}` })));
      },
    },
  });
  return { ...opened, ...(await opened.gateway.start()) };
}

async function later(): Promise<void> {
  for (let turns = Math.floor(Math.random() * 5); turns > 0; turns -= 1) {
    // oxlint-disable-next-line no-await-in-loop -- turns of the event loop, in a row
    await new Promise(setImmediate);
  }
}

const secretsOf = (caller: string) => ({
  me: { owner: caller, secret: `1 of ${caller}` },
  accounts: [1, 2, 3].map((id) => ({ owner: caller, secret: `${id} of ${caller}` })),
});

test("callers with different credentials never see each other's values, however they interleave", async () => {
  const { url, upstream } = await open();
  const query = "{ me { owner secret } accounts { owner secret } }";
  const callers = fc.array(fc.constantFrom("Bearer a", "Bearer b", "Bearer c"), {
    minLength: 2,
    maxLength: 12,
  });
  await fc.assert(
    fc.asyncProperty(callers, async (credentials) => {
      upstream.forget();
      const answers = await Promise.all(
        credentials.map((authorization) =>
          postOperation(url, { query }, { headers: { authorization } }),
        ),
      );
      expect(answers).toEqual(credentials.map((each) => ({ status: 200, data: secretsOf(each) })));
      const asked = upstream.requests.map(({ headers }) => headers.authorization);
      expect(new Set(asked)).toEqual(new Set(credentials));
    }),
    { numRuns: 25 },
  );
});

test("a caller without credentials sends none, even right after one that has them", async () => {
  const { url, upstream } = await open();
  const query = "{ me { owner secret } }";
  const [first, second] = await Promise.all([
    postOperation(url, { query }, { headers: { authorization: "Bearer a" } }),
    postOperation(url, { query }),
  ]);
  expect(first.data).toEqual({ me: secretsOf("Bearer a").me });
  expect(second.data).toEqual({ me: secretsOf("nobody").me });
  const sent = upstream.requests.map(({ headers }) => headers.authorization ?? "none");
  expect(sent.toSorted()).toEqual(["Bearer a", "Bearer a", "none", "none"]);
});
