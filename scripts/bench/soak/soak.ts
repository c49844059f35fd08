import { setTimeout } from "node:timers/promises";

import { Agent } from "undici";

import { startRemoteSimulator } from "../scenarios/remote-simulator.ts";
import { atMost, type Finding, told } from "../scenarios/scenario.ts";
import { faultsOf, haveFaults } from "./faults.ts";
import { type SoakedGateway, startSoakedGateway } from "./gateway.ts";
import { startSoakedRedis } from "./redis.ts";
import { mib, SoakRecord, written } from "./record.ts";
import { sendOne } from "./requests.ts";

/** Loads a gateway for so many minutes while what it needs fails in turn, and tells how it bore that. */
export async function soak(
  minutes: number,
  onProgress: (text: string) => void,
): Promise<readonly Finding[]> {
  await using redis = await startSoakedRedis();
  using api = await startRemoteSimulator({ latency: 10 });
  await using gateway = await startSoakedGateway({ apiUrl: api.url, redisUrl: redis.url });
  const client = new Agent({ connections });
  const send = (at: number) => sendOne(client, gateway.url, at);

  onProgress("how much it can bear");
  const capacity = await measureCapacity(send);
  const perSecond = Math.floor(capacity * 0.7);
  onProgress(`${capacity.toFixed(0)} requests per second; ${perSecond} from now on`);

  const record = new SoakRecord();
  const ending = new AbortController();
  let fault: string | undefined;
  let faultEndedMs = 0;
  const faults = haveFaults(faultsOf(api, redis), {
    forMs: faultMs,
    signal: ending.signal,
    onChange(next) {
      onProgress(next ?? `over: ${fault}`);
      fault = next;
      faultEndedMs = performance.now();
    },
  });
  const sampling = sample(gateway, { record, signal: ending.signal, onProgress });
  await offer({
    perSecond,
    forMs: minutes * 60_000,
    async send(at) {
      const startedMs = performance.now();
      const hadFault = fault !== undefined || startedMs - faultEndedMs < recoveryMs;
      const outcome = await send(at);
      record.add(outcome, hadFault || fault !== undefined);
    },
  });
  ending.abort();
  await Promise.all([faults, sampling]);
  await client.close();
  return [
    told("requests per second at capacity", capacity),
    told("requests per second offered", perSecond),
    ...record.findings(),
    atMost("the gateway ended by itself", gateway.hasEnded() ? 1 : 0, { limit: 0 }),
    told("what it complained of", written(gateway.complaints())),
  ];
}

const connections = 64;
/** Each fault, and the time between two. */
const faultMs = 6000;
/** What began so long after a fault may still have to do with it: a breaker is open for a second. */
const recoveryMs = 4000;

/** Requests per second with all connections busy. */
async function measureCapacity(send: (at: number) => Promise<unknown>): Promise<number> {
  let sent = 0;
  const ask = async (untilMs: number) => {
    // oxlint-disable-next-line no-await-in-loop -- one after the other on each connection
    while (performance.now() < untilMs) await send(sent++);
  };
  const load = (forMs: number) => {
    const untilMs = performance.now() + forMs;
    return Promise.all(Array.from({ length: connections }, () => ask(untilMs)));
  };
  await load(5000);
  sent = 0;
  const startedMs = performance.now();
  await load(10_000);
  return (sent * 1000) / (performance.now() - startedMs);
}

/** Sends so many per second, however long they take. */
async function offer(options: {
  readonly perSecond: number;
  readonly forMs: number;
  readonly send: (at: number) => Promise<void>;
}): Promise<void> {
  const { perSecond, forMs, send } = options;
  const startedMs = performance.now();
  const running = new Set<Promise<void>>();
  let sent = 0;
  for (;;) {
    const passedMs = performance.now() - startedMs;
    if (passedMs >= forMs) break;
    while (sent < (passedMs * perSecond) / 1000) {
      const one = send(sent++).finally(() => running.delete(one));
      running.add(one);
    }
    // oxlint-disable-next-line no-await-in-loop -- a pause
    await setTimeout(5);
  }
  await Promise.all(running);
}

async function sample(
  gateway: SoakedGateway,
  options: {
    readonly record: SoakRecord;
    readonly signal: AbortSignal;
    readonly onProgress: (text: string) => void;
  },
): Promise<void> {
  const { record, signal, onProgress } = options;
  const startedMs = performance.now();
  while (!signal.aborted && !gateway.hasEnded()) {
    const minute = (performance.now() - startedMs) / 60_000;
    const usage = gateway.usage();
    record.samples.push({ minute, ...usage });
    onProgress(
      `${minute.toFixed(1)} min: ${mib(usage.residentBytes)} MiB, ${usage.openFiles} open files, ${record.toString()}`,
    );
    // oxlint-disable-next-line no-await-in-loop -- every ten seconds
    await setTimeout(10_000, undefined, { signal }).catch(() => undefined);
  }
}
