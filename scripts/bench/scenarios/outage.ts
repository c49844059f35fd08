import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { setTimeout } from "node:timers/promises";

import type { Behaviour } from "../../../test/support/simulator/behaviour.ts";
import { readHeapBytes } from "./heap.ts";
import { type Answered, countCodes, offerLoad } from "./offer-load.ts";
import { type OpenGateway, openGateway, queriesFor } from "./open-gateway.ts";
import { type RemoteSimulator, sharedNowMs, startRemoteSimulator } from "./remote-simulator.ts";
import { atLeast, atMost, type Finding, type Scenario, told } from "./scenario.ts";

const perSecond = 1000;
const outageSeconds = 5;

/** A source that is down is left alone, and found again soon after it is back. */
export const outage: Scenario = {
  name: "outage",
  about: `${perSecond} operations per second on an API that fails in three ways, ${outageSeconds} seconds each`,
  async run(onProgress) {
    using api = await startRemoteSimulator({ latency: 10 });
    await using gateway = await openGateway({ api: { url: api.url, settings } });
    onProgress("one call in five fails");
    const findings = [...(await failNowAndThen(api, gateway))];
    onProgress("warming up");
    await goAway("unavailable", { api, gateway });
    const heapBytes = await readHeapBytes();
    for (const kind of ["unavailable", "hanging", "refused"] as const) {
      onProgress(kind);
      // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
      findings.push(...(await goAway(kind, { api, gateway })));
    }
    const grownMiB = ((await readHeapBytes()) - heapBytes) / 1024 ** 2;
    return [...findings, atMost("memory: more after them", grownMiB, { limit: 1, unit: " MiB" })];
  },
};

const openForMs = 1000;
const settings = {
  timeout: "300ms",
  maxConcurrentCalls: 32,
  maxQueuedCalls: 200,
  retry: { attempts: 3, budget: "10%", backoff: "20ms", maxBackoff: "200ms" },
  breaker: { failures: "50%", minCalls: 50, window: "1s", openFor: `${openForMs}ms` },
};

/** A call in five fails: there are retries, and no more than the budget allows. */
async function failNowAndThen(
  api: RemoteSimulator,
  gateway: OpenGateway,
): Promise<readonly Finding[]> {
  await api.set({ errorShare: 0.2, errorStatus: 503 });
  await api.takeCalls();
  const answers = await offer(gateway, 5);
  const calls = await api.takeCalls();
  await api.set({ errorShare: 0 });
  const first = new Set(calls.map(({ path }) => path)).size;
  const share = ((calls.length - first) / first) * 100;
  return [
    atLeast("one call in five fails: retries per 100 calls", share, { limit: 5 }),
    // A budget may hold a few retries in reserve; over 5,000 calls that is half a percent.
    atMost("one call in five fails: retries per 100 calls", share, { limit: 10.5 }),
    told("one call in five fails: operations", countCodes(answers)),
  ];
}

/** An outage under load, and what comes after. */
async function goAway(
  kind: Behaviour["outage"],
  { api, gateway }: { readonly api: RemoteSimulator; readonly gateway: OpenGateway },
): Promise<readonly Finding[]> {
  await offer(gateway, 1);
  const load = offer(gateway, outageSeconds + 3);
  await api.set({ outage: kind });
  await api.takeCalls();
  const startMs = sharedNowMs();
  const connections = countRefused();
  await setTimeout(outageSeconds * 1000);
  const calls = await api.takeCalls();
  const endMs = sharedNowMs();
  connections.stop();
  await api.set({ outage: "none" });
  const answers = await load;

  // The first second is what the breaker needs to see that nothing works.
  const atMs = kind === "refused" ? connections.atMs : calls.map((call) => call.atMs);
  const later = atMs.filter((it) => it - startMs >= 1000);
  const perSecondLater = later.length / (outageSeconds - 1);
  const down = answers.filter((it) => it.startMs > startMs + 1000 && it.startMs < endMs);
  const what = (text: string) => `${kind}: ${text}`;
  return [
    atMost(what("calls per second"), perSecondLater, { limit: 2000 / openForMs }),
    atMost(what("until all were right again"), recoveryMs(answers, endMs), {
      limit: openForMs + slackMs,
      unit: " ms",
    }),
    told(what("operations meanwhile"), countCodes(down)),
  ];
}

/** When connections could not be opened, which the API does not see. */
function countRefused() {
  const atMs: number[] = [];
  const onError = (): void => {
    atMs.push(sharedNowMs());
  };
  const channel = "undici:client:connectError";
  subscribe(channel, onError);
  return { atMs, stop: () => unsubscribe(channel, onError) };
}

/** Calls take 10 ms, and timers are not exact. */
const slackMs = 100;

/** From the end of an outage to the start of the last operation that went wrong. */
function recoveryMs(answers: readonly Answered[], endMs: number): number {
  const wrong = answers.filter(({ isRight, startMs }) => !isRight && startMs > endMs);
  return Math.max(0, ...wrong.map(({ startMs }) => startMs - endMs));
}

function offer(gateway: OpenGateway, seconds: number): Promise<readonly Answered[]> {
  const { single } = queriesFor("api");
  return offerLoad({ perSecond, seconds, ask: (id) => gateway.ask(single, id) });
}
