import { expect, test } from "vitest";

import type { Resolvers } from "../../scripts/demo/generated.ts";
import { batch, isBatchResolver } from "../../src/connectors/batch-resolver.ts";
import type { Json } from "../../src/kernel/json.ts";

test("a batch resolver is typed by its field: what it may read, its arguments, what it gives", () => {
  const resolvers: Resolvers = {
    Query: { greet: () => "a function is as good" },
    Post: {
      title: batch({
        reads: ["userId"],
        headers: ["Accept-Language"],
        claims: ["tenant"],
        load: async (keys, { headers, claims, signal }) =>
          keys.map(({ parent }) => {
            const userId: string | null | undefined = parent.userId;
            const languages: string | readonly string[] | undefined = headers["accept-language"];
            // @ts-expect-error -- it reads no title
            expect(parent.title).toBeUndefined();
            const tenant: Json | undefined = claims.tenant;
            // @ts-expect-error -- nor this claim
            expect(claims.sub ?? tenant).toBeUndefined();
            // @ts-expect-error -- nor this header
            expect(headers.cookie).toBeUndefined();
            return signal.aborted ? new Error("gone") : `${String(userId)} ${String(languages)}`;
          }),
      }),
      user: batch({
        reads: ["id", "userId"],
        load: (keys) => keys.map(async ({ parent }) => (parent.userId ? { id: parent.id } : null)),
      }),
      // @ts-expect-error -- there is no such field to read
      body: batch({ reads: ["text"], load: (keys) => keys.map(() => "") }),
      // @ts-expect-error -- comments are no texts
      comments: batch({ load: (keys) => keys.map(() => "") }),
    },
  };
  expect(Object.values(resolvers.Post ?? {}).every(isBatchResolver)).toBe(true);
});

test("takes any field where nothing says of which field it is", () => {
  const shout = batch({
    reads: ["name"],
    headers: ["a"],
    // @ts-expect-error -- it reads no such header
    load: (keys, { headers }) => keys.map(({ parent }) => [parent.name, headers.b]),
  });
  expect(shout.reads).toEqual(["name"]);
});

const load = () => [];

test("is told from a function, and from what only looks like it", () => {
  expect(isBatchResolver(batch({ load }))).toBe(true);
  expect(isBatchResolver({ kind: "batch", load })).toBe(true);
  for (const other of [
    load,
    undefined,
    null,
    "batch",
    {},
    { kind: "batch" },
    { load },
    { kind: "batch", load: 1 },
  ]) {
    expect(isBatchResolver(other)).toBe(false);
  }
});

test("names headers in lower case", () => {
  expect(batch({ headers: ["X-A", "b"], load: () => [] }).headers).toEqual(["x-a", "b"]);
});
