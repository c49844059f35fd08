import { countCodes, offerLoad } from "./offer-load.ts";
import { openGateway, queriesFor } from "./open-gateway.ts";
import { quantile } from "../quantile.ts";
import { startRemoteSimulator } from "./remote-simulator.ts";
import { atLeast, atMost, type Scenario, told } from "./scenario.ts";

/** A dead source takes neither slots nor time of another. */
export const isolation: Scenario = {
  name: "isolation",
  about:
    "200 operations per second on an API of 10 ms, alone, and beside as many on one that hangs",
  async run(onProgress) {
    using alive = await startRemoteSimulator({ latency: 10 });
    using dead = await startRemoteSimulator({ outage: "hanging" });
    const settings = { timeout: "1s", maxConcurrentCalls: 8, maxQueuedCalls: 100 };
    await using gateway = await openGateway({
      alive: { url: alive.url, settings },
      dead: { url: dead.url, settings },
    });
    const offer = (source: string, seconds: number) =>
      offerLoad({
        perSecond: 200,
        seconds,
        ask: (id) => gateway.ask(queriesFor(source).single, id),
      });

    onProgress("warming up");
    await offer("alive", 2);
    onProgress("the live source alone");
    const before = await offer("alive", 4);
    onProgress("beside the dead one");
    const deadLoad = offer("dead", 5);
    const beside = await offer("alive", 4);
    const failed = await deadLoad;

    const ms = (answers: typeof before, share: number) =>
      quantile(
        answers.map(({ startMs, endMs }) => endMs - startMs),
        share,
      );
    const unit = " ms";
    return [
      atLeast(
        "right answers of the live source, of 800",
        beside.filter((it) => it.isRight).length,
        { limit: 800 },
      ),
      told("median, alone", ms(before, 0.5), unit),
      atMost("median, beside the dead one", ms(beside, 0.5), { limit: ms(before, 0.5) + 2, unit }),
      told("99 of 100, alone", ms(before, 0.99), unit),
      atMost("99 of 100, beside the dead one", ms(beside, 0.99), {
        limit: ms(before, 0.99) + 10,
        unit,
      }),
      told("codes of the dead source", countCodes(failed)),
    ];
  },
};
