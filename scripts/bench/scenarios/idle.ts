import { subscribe, unsubscribe } from "node:diagnostics_channel";

import { quantile } from "../quantile.ts";
import { type OpenGateway, openGateway, queriesFor } from "./open-gateway.ts";
import { startRemoteSimulator } from "./remote-simulator.ts";
import { atLeast, atMost, type Scenario, told } from "./scenario.ts";

const count = 2000;

/**
 * What sharing costs those who have nobody to share with. A mutation makes the same call and is
 * never shared: it is what the query is compared with, in turns, so that both meet the same noise.
 */
export const idle: Scenario = {
  name: "idle",
  about: `one operation after the other, ${count} of each kind, on an API that answers at once`,
  async run(onProgress) {
    using api = await startRemoteSimulator();
    await using gateway = await openGateway({ api: { url: api.url, settings: {} } });
    const { alone, single, member } = queriesFor("api");
    const kinds = [alone, single, member].map((query) => ({ query, samples: [] as Sample[] }));

    onProgress("warming up");
    await takeSamples(gateway, kinds, count / 4);
    for (const kind of kinds) kind.samples.length = 0;
    onProgress("measuring");
    await takeSamples(gateway, kinds, count);

    const median = (kind: number, time: "totalMs" | "sentMs") =>
      quantile(kinds[kind]?.samples.map((sample) => sample[time]) ?? [], 0.5);
    const right = kinds.flatMap(({ samples }) => samples).filter(({ isRight }) => isRight);
    const bar = { limit: 0.1, unit: " ms" };
    return [
      atLeast("right answers", right.length, { limit: kinds.length * count }),
      told("not shared: until the call left", median(0, "sentMs"), " ms"),
      told("not shared: until the answer", median(0, "totalMs"), " ms"),
      atMost("shared: added until the call left", median(1, "sentMs") - median(0, "sentMs"), bar),
      atMost("shared: added until the answer", median(1, "totalMs") - median(0, "totalMs"), bar),
      atMost(
        "batch of one: added until the call left",
        median(2, "sentMs") - median(0, "sentMs"),
        bar,
      ),
      told(
        "batch of one: added until the answer",
        median(2, "totalMs") - median(0, "totalMs"),
        " ms",
      ),
    ];
  },
};

interface Sample {
  readonly isRight: boolean;
  /** From the operation to its answer. */
  readonly totalMs: number;
  /** From the operation to the moment when the call's head was written. */
  readonly sentMs: number;
}

/** In turns, and not always in the same order. */
async function takeSamples(
  gateway: OpenGateway,
  kinds: readonly { readonly query: string; readonly samples: Sample[] }[],
  turns: number,
): Promise<void> {
  let lastSentMs = 0;
  const onSent = (): void => {
    lastSentMs = performance.now();
  };
  subscribe(channel, onSent);
  for (let turn = 0; turn < turns; turn += 1) {
    for (const { query, samples } of turn % 2 === 0 ? kinds : kinds.toReversed()) {
      const startMs = performance.now();
      // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
      const { isRight } = await gateway.ask(query, String(turn));
      const totalMs = performance.now() - startMs;
      samples.push({ isRight, totalMs, sentMs: lastSentMs - startMs });
    }
  }
  unsubscribe(channel, onSent);
}

/** Where undici tells that it writes a request. */
const channel = "undici:client:sendHeaders";
