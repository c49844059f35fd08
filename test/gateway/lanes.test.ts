import { describe, expect, test } from "vitest";

import { json } from "../support/upstream.ts";
import { answerOf, namesOf, openUsers } from "./support/open-users.ts";

const answered = (id: number) => ({ status: 200, ...answerOf(id) });

/** The users of one call each, in the order in which a source with one slot was asked for them. */
async function orderOf(
  requests: readonly (readonly [id: number, headers?: Record<string, string>])[],
  options: Parameters<typeof openUsers>[0] = {},
) {
  const { post, held, areHeld, haveArrived, asked } = await openUsers({
    batch: "batch: { maxSize: 1 }",
    ...options,
    api: { maxConcurrentCalls: 1, ...options.api },
  });
  const answers = [post(namesOf(0))];
  await areHeld(1);
  for (const [index, [id, headers]] of requests.entries()) {
    answers.push(post(namesOf(id), headers));
    // oxlint-disable-next-line no-await-in-loop -- they come one after the other
    await haveArrived(index + 2);
  }
  held.letAllGo();
  expect(await Promise.all(answers)).toEqual([0, ...requests.map(([id]) => id)].map(answered));
  return asked().flat().slice(1);
}

describe("a request names its lane", () => {
  const server = { laneHeader: "X-Lane" };

  test("by the header that the operator enables", async () => {
    const order = await orderOf(
      [
        [1, { "x-lane": "background" }],
        [2, { "x-lane": "normal" }],
        [3],
        [4, { "x-lane": "urgent" }],
      ],
      { server },
    );
    expect(order).toEqual([4, 2, 3, 1]);
  });

  test("and is a normal one where it names none that there is", async () => {
    const order = await orderOf([[1, { "x-lane": "vip" }], [2], [3, { "x-lane": "background" }]], {
      server,
    });
    expect(order).toEqual([1, 2, 3]);
  });

  test("not where the operator enables no header", async () => {
    expect(await orderOf([[1, { "x-lane": "background" }], [2]])).toEqual([1, 2]);
  });

  test("and goes round windows where it is urgent, with those that wait in them", async () => {
    const { post, held, haveArrived, asked } = await openUsers({
      server,
      schema: 'extend type User @batch(window: "1h")',
    });
    held.letAllGo();
    const waiting = post(namesOf(1));
    await haveArrived(1);
    expect(asked()).toEqual([]);
    expect(await post(namesOf(2), { "x-lane": "urgent" })).toEqual(answered(2));
    expect(await waiting).toEqual(answered(1));
    expect(asked()).toEqual([[2, 1]]);
  });
});

test("a request in process names its lane too, by the header or by itself", async () => {
  const { ask, held, areHeld, haveArrived, asked } = await openUsers({
    server: { laneHeader: "x-lane" },
    api: { maxConcurrentCalls: 1 },
    batch: "batch: { maxSize: 1 }",
  });
  const answers = [ask(namesOf(0))];
  await areHeld(1);
  const background = { headers: { "x-lane": "background" } };
  for (const [index, request] of [
    background,
    {},
    { lane: "urgent" as const },
    { ...background, lane: "normal" as const },
  ].entries()) {
    answers.push(ask(namesOf(index + 1), request));
    // oxlint-disable-next-line no-await-in-loop -- they come one after the other
    await haveArrived(index + 2);
  }
  held.letAllGo();
  expect(await Promise.all(answers)).toEqual([0, 1, 2, 3, 4].map((id) => answerOf(id)));
  expect(asked()).toEqual([[0], [3], [2], [4], [1]]);
});

test("a connector has the lane that the operator gives it, where the request names none", async () => {
  const { post, upstream, held, areHeld, haveArrived } = await openUsers({
    server: { laneHeader: "x-lane" },
    api: { maxConcurrentCalls: 1, lanes: { User: "background" } },
    batch: "batch: { maxSize: 1 }",
    schema: `extend type Query {
      me: Int @connect(source: "api", http: { GET: "/me" }, selection: "$")
    }`,
    routes: { "GET /me": () => json(1) },
  });
  const answers = [post(namesOf(0))];
  await areHeld(1);
  answers.push(post(namesOf(1)));
  await haveArrived(2);
  answers.push(post(namesOf(2), { "x-lane": "normal" }));
  await haveArrived(3);
  answers.push(post("{ me users(ids: []) { name } }"));
  await haveArrived(4);
  held.letAllGo();
  await Promise.all(answers);
  expect(upstream.asked).toEqual([
    "GET /users?id=0",
    "GET /users?id=2",
    "GET /me",
    "GET /users?id=1",
  ]);
});
