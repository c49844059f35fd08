import { type AskResult, openGateway, queriesFor } from "./open-gateway.ts";
import { startRemoteSimulator } from "./remote-simulator.ts";
import { atLeast, atMost, type Finding, type Scenario, told } from "./scenario.ts";

/** Keys of many operations leave together while the slots are busy. */
export const groupCommit: Scenario = {
  name: "group-commit",
  about: "1,000 operations at once; an API of 50 ms with 4 slots, maxSize 100",
  async run(onProgress) {
    const findings: Finding[] = [];
    for (const { keys, limit } of [
      { keys: 1000, limit: 14 },
      { keys: 10, limit: 5 },
    ]) {
      onProgress(`${keys} distinct keys`);
      // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
      findings.push(...(await askAtOnce(keys, limit)));
    }
    return findings;
  },
};

async function askAtOnce(keys: number, limit: number): Promise<readonly Finding[]> {
  using api = await startRemoteSimulator({ latency: 50, slots: 4 });
  const settings = { maxConcurrentCalls: 4, batch: { maxSize: 100 } };
  await using gateway = await openGateway({ api: { url: api.url, settings } });
  const { member } = queriesFor("api");
  const post = await gateway.connect(operations);
  // What the first operation compiles, and the connections it opens, are there for all.
  await runAtOnce((id) => post(member, id), 1);
  await api.takeCalls();

  const inProcess = await runAtOnce((id) => gateway.ask(member, id), keys);
  const calls = await api.takeCalls();
  const overHttp = await runAtOnce((id) => post(member, id), keys);
  const httpCalls = await api.takeCalls();
  const what = (text: string) => `${keys} keys: ${text}`;
  return [
    atMost(what("calls"), calls.length, { limit }),
    atLeast(what("right answers"), inProcess.right, { limit: operations }),
    told(what("keys that the API was asked for"), calls.flatMap((call) => call.keys).length),
    told(what("until all were answered"), inProcess.durationMs, " ms"),
    // They do not arrive at once: it takes longer to read them than the API takes to answer.
    told(what("calls, operations over HTTP"), httpCalls.length),
    atLeast(what("right answers over HTTP"), overHttp.right, { limit: operations }),
    told(what("until all were answered over HTTP"), overHttp.durationMs, " ms"),
  ];
}

/** Asks for so many distinct keys, by all operations at the same time. */
async function runAtOnce(ask: (id: string) => Promise<AskResult>, keys: number) {
  const startMs = performance.now();
  const answers = await Promise.all(
    Array.from({ length: operations }, (_, index) => ask(String(index % keys))),
  );
  const durationMs = performance.now() - startMs;
  return { durationMs, right: answers.filter(({ isRight }) => isRight).length };
}

const operations = 1000;
