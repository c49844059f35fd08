import { countCodes, offerLoad } from "./offer-load.ts";
import { openGateway, queriesFor } from "./open-gateway.ts";
import { startRemoteSimulator } from "./remote-simulator.ts";
import { atLeast, atMost, type Finding, type Scenario, told } from "./scenario.ts";

const seconds = 6;

/** A source is never asked more than it allows, and not much less. */
export const rateLimit: Scenario = {
  name: "rate-limit",
  about: `1,000 calls per second wanted of an API that allows 100, for ${seconds} seconds`,
  async run(onProgress) {
    const findings: Finding[] = [];
    for (const window of ["fixed", "sliding"] as const) {
      onProgress(`the API counts in a ${window} window`);
      // oxlint-disable-next-line no-await-in-loop -- one after the other is the point
      findings.push(...(await offerTooMuch(window)));
    }
    return findings;
  },
};

async function offerTooMuch(window: "fixed" | "sliding"): Promise<readonly Finding[]> {
  const tells = ["retry-after", "ratelimit"] as const;
  using api = await startRemoteSimulator({
    latency: 10,
    rateLimit: { calls: 100, perMs: 1000, window, tells },
  });
  const settings = { rateLimit: { calls: 100, per: "1s" } };
  await using gateway = await openGateway(
    { api: { url: api.url, settings } },
    { requestTimeout: "2s" },
  );
  const { single } = queriesFor("api");
  const answers = await offerLoad({
    perSecond: 1000,
    seconds,
    ask: (id) => gateway.ask(single, id),
  });

  const calls = await api.takeCalls();
  const firstMs = calls[0]?.atMs ?? 0;
  const later = calls.filter(({ atMs }) => atMs - firstMs >= 1000);
  const answered = later.filter(
    ({ status, atMs }) => status === 200 && atMs - firstMs < seconds * 1000,
  );
  const what = (text: string) => `${window} window: ${text}`;
  return [
    atMost(what("429 after the first second"), count429(later), { limit: 0 }),
    // The API tells in whole seconds when there is room again, and an obedient caller may lose most
    // of each second; what may not be is that it hardly calls at all.
    atLeast(what("answered calls per second after the first"), answered.length / (seconds - 1), {
      limit: 30,
    }),
    told(what("429 in the first second"), count429(calls) - count429(later)),
    told(what("operations"), countCodes(answers)),
  ];
}

function count429(calls: readonly { readonly status: unknown }[]): number {
  return calls.filter(({ status }) => status === 429).length;
}
