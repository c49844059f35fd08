import { GraphQLError } from "graphql";
import { describe, expect, test } from "vitest";

import { Analysing } from "../../../src/execution/explain/analysing.ts";
import { GatewayError } from "../../../src/kernel/gateway-error.ts";
import type { AnalysedCallEnd } from "../../../src/telemetry/request-analysis.ts";
import { createManualClock } from "../../support/manual-clock.ts";
import { turns } from "../../support/until.ts";
import { postsWithUsers, someExplanation } from "./support/some-explanation.ts";

const originalError = new GatewayError("GATEWAY_TIMEOUT", "Too late.");
const late = new GraphQLError(originalError.message, { originalError });
const noKeys = { fresh: 0, stale: 0, fetched: 0, failed: 0, missing: 0 };

/** A call of one key that was sent at once, took 10 ms, and ends now. */
function someCall(changed: Partial<AnalysedCallEnd> = {}): AnalysedCallEnd {
  return {
    connector: "Query.posts",
    isInProcess: false,
    keys: 1,
    status: 200,
    code: undefined,
    attempts: 1,
    windowMs: 0,
    queuedMs: 0,
    upstreamMs: 10,
    durationMs: 10,
    ...changed,
  };
}

function start() {
  const clock = createManualClock();
  clock.advance(1000);
  return { clock, analysing: new Analysing(clock) };
}

const root = { path: "posts", typeName: "Query", connector: "Query.posts", objects: 1 };
const users = { path: "posts.user", typeName: "User", connector: "User", objects: 100 };

describe("an analysis", () => {
  test("has the steps that were run, by the ids of the explanation, with their keys and times", () => {
    const { clock, analysing } = start();
    const endPosts = analysing.stepStarted(root);
    const postsAnswered = analysing.keysAsked("Query.posts");
    clock.advance(10);
    postsAnswered({ ...noKeys, fetched: 1 });
    endPosts();
    const endUsers = analysing.stepStarted(users);
    const usersAnswered = analysing.keysAsked("User");
    clock.advance(5);
    usersAnswered({ ...noKeys, fresh: 4, stale: 1, fetched: 4, failed: 1, missing: 2 });
    endUsers();

    expect(
      analysing.finish(postsWithUsers(), [new GraphQLError("Wrong."), late, late]),
    ).toMatchObject({
      tookMs: 15,
      firstPartMs: undefined,
      errors: 3,
      errorTypes: ["GraphQLError", "GATEWAY_TIMEOUT"],
      steps: [
        { id: "1", path: "posts", runs: 1, objects: 1, atMs: 0, tookMs: 10, keys: { fetched: 1 } },
        {
          id: "1.1",
          path: "posts.user",
          runs: 1,
          objects: 100,
          atMs: 10,
          tookMs: 5,
          keys: { fresh: 4, stale: 1, fetched: 4, failed: 1, missing: 2 },
        },
      ],
    });
  });

  test("takes the runs of one step together, from the first to the last", () => {
    const { clock, analysing } = start();
    const ends = [analysing.stepStarted(users), analysing.stepStarted({ ...users, objects: 20 })];
    for (const end of ends) {
      clock.advance(3);
      end();
    }
    expect(analysing.finish(postsWithUsers()).steps).toMatchObject([
      { id: "1.1", runs: 2, objects: 120, atMs: 0, tookMs: 6 },
    ]);
  });

  test("counts the keys of a step of its own connector only, and of no step where none is known", () => {
    const { analysing } = start();
    analysing.stepStarted({ path: "greet", typeName: "Query", connector: undefined, objects: 1 });
    analysing.keysAsked("User")({ ...noKeys, fetched: 3 });

    const { steps, connectors } = analysing.finish(someExplanation());
    expect(steps).toMatchObject([{ id: undefined, path: "greet", keys: noKeys }]);
    expect(connectors).toMatchObject([{ connector: "User", keys: { fetched: 3 } }]);
  });

  test("has the calls of each connector and source; what was never sent is no call", () => {
    const { clock, analysing } = start();
    clock.advance(30);
    analysing.called(someCall({ windowMs: 5, queuedMs: 10, durationMs: 25 }));
    analysing.called(someCall({ connector: "User", keys: 100 }));
    const refused = { attempts: 0, status: undefined, code: "CIRCUIT_OPEN", upstreamMs: 0 };
    analysing.called(someCall({ connector: "User", durationMs: 0, ...refused }));
    analysing.keysFetched("User", 7);

    const { calls, sources, connectors } = analysing.finish(postsWithUsers());
    expect({ calls, sources }).toEqual({ calls: 2, sources: [{ source: "blog", calls: 2 }] });
    expect(connectors).toMatchObject([
      { connector: "Query.posts", joined: 0, calls: [{ atMs: 20, windowMs: 5, queuedMs: 10 }] },
      {
        connector: "User",
        joined: 7,
        calls: [
          { atMs: 20, keys: 100, status: 200, upstreamMs: 10, attempts: 1 },
          { atMs: 30, code: "CIRCUIT_OPEN", status: undefined, attempts: 0 },
        ],
      },
    ]);
  });

  test("does not take the time of a batch resolver for that of a source", () => {
    const { clock, analysing } = start();
    clock.advance(10);
    analysing.called(someCall({ isInProcess: true, status: undefined }));
    expect(analysing.finish(postsWithUsers())).toMatchObject({
      calls: 1,
      split: { upstreamMs: 0, waitingMs: 0, gatewayMs: 10 },
      connectors: [{ calls: [{ isInProcess: true }] }],
    });
  });

  test("says where the time went", () => {
    const { clock, analysing } = start();
    const answered = analysing.keysAsked("Query.posts");
    clock.advance(20);
    // Asked for at 0, sent at 8, answered at 18, read at 20.
    analysing.called(someCall({ windowMs: 3, queuedMs: 5, upstreamMs: 10, durationMs: 20 }));
    answered({ ...noKeys, fetched: 1 });
    clock.advance(10);

    expect(analysing.finish(postsWithUsers())).toMatchObject({
      tookMs: 30,
      split: { upstreamMs: 10, waitingMs: 8, gatewayMs: 12 },
    });
  });

  test("takes all attempts of a call, and what is between them, as upstream", () => {
    const { clock, analysing } = start();
    clock.advance(50);
    analysing.called(someCall({ attempts: 3, queuedMs: 10, upstreamMs: 5, durationMs: 50 }));
    expect(analysing.finish(postsWithUsers()).split).toEqual({
      upstreamMs: 40,
      waitingMs: 10,
      gatewayMs: 0,
    });
  });

  test("takes it as waiting where keys came late and without a call: from a store that is shared", () => {
    const { clock, analysing } = start();
    const answered = analysing.keysAsked("User");
    clock.advance(4);
    answered({ ...noKeys, fresh: 1 });
    expect(analysing.finish(postsWithUsers()).split).toMatchObject({
      waitingMs: 4,
      gatewayMs: 0,
    });
  });

  test("waits for what goes on without the answer, and for what that starts; its time is apart", async () => {
    const { clock, analysing } = start();
    const endPosts = analysing.stepStarted(root);
    clock.advance(10);
    const done = analysing.answered();
    clock.advance(10);
    endPosts();
    const endUsers = analysing.stepStarted(users);
    await turns(3);
    clock.advance(5);
    endUsers();
    await done;

    expect(analysing.finish(postsWithUsers())).toMatchObject({
      tookMs: 10,
      wentOnMs: 25,
      split: { upstreamMs: 0, waitingMs: 0, gatewayMs: 10 },
      steps: [
        { id: "1", state: "wentOn", tookMs: 20 },
        { id: "1.1", state: "wentOn", tookMs: 5 },
      ],
    });
  });

  test("waits no longer than the request may take, and says what was under way then", async () => {
    const { analysing } = start();
    const controller = new AbortController();
    analysing.stepStarted(root)();
    analysing.stepStarted(users);
    const done = analysing.answered(controller.signal);
    controller.abort();
    await done;
    await analysing.answered(controller.signal);

    expect(analysing.finish(postsWithUsers())).toMatchObject({
      wentOnMs: undefined,
      steps: [{ state: "answered" }, { state: "underWay" }],
    });
  });

  test("says when the first of several parts was there", () => {
    const { clock, analysing } = start();
    clock.advance(10);
    analysing.answeredFirst();
    clock.advance(10);
    expect(analysing.finish(postsWithUsers())).toMatchObject({ firstPartMs: 10, tookMs: 20 });
  });
});
