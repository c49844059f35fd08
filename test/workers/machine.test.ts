import { describe, expect, test } from "vitest";

import { startMachine } from "./support/start-machine.ts";

describe("several workers", { timeout: 60_000 }, () => {
  test("are told together what is invalidated and what changes, and measured in one scrape", async () => {
    const { served, upstream, askAll, pids } = await startMachine();
    expect(await pids()).toHaveLength(2);
    const name = "{ user(id: 1) { name } }";
    await askAll(name, 6);
    // Each keeps for itself.
    expect(upstream.asked).toHaveLength(2);
    const admin = String((await served.says("the admin endpoint listens"))["url"]);
    const invalidated = await fetch(new URL("/invalidate", admin), {
      method: "POST",
      headers: { authorization: "Bearer s3cret-of-operators", "content-type": "application/json" },
      body: '{"types":["User"]}',
    });
    expect(await invalidated.json()).toEqual({ state: "shared", told: 2 });
    await askAll(name, 6);
    expect(upstream.asked).toHaveLength(4);

    const metrics = await fetch(String((await served.says("metrics are served"))["url"]));
    const text = await metrics.text();
    for (const worker of [1, 2]) {
      expect(text).toContain(`http_server_request_duration_seconds_count{worker="${worker}",`);
    }
    expect(text.match(/^# TYPE http_server_request_duration_seconds /gm)).toHaveLength(1);
    expect(text).toContain('sluice_workers{state="answering"} 2');

    served.write("sluice.yaml", '{"limits":{"callsPerOperation":"many"}}');
    await served.says("configuration refused: the last settings stay");
    served.write("sluice.yaml", '{"schema":"schema.graphql","limits":{"callsPerOperation":7}}');
    await served.says("settings changed", 2);
    expect(served.lines("configuration refused: the last settings stay")).toHaveLength(1);
  });

  test("keep one rate limit together", async () => {
    const { ask, hitsAtMs } = await startMachine({
      sources: { api: { rateLimit: { calls: 10, per: "1s" } } },
    });
    // Of equal ones that are on their way, one would be asked for.
    await Promise.all(Array.from({ length: 15 }, (_, id) => ask(`{ hit(id: ${id}) { count } }`)));
    // The network does not keep distances, so that a little less than the span is looked at.
    for (const startMs of hitsAtMs) {
      const within = hitsAtMs.filter((atMs) => atMs >= startMs && atMs < startMs + 950);
      expect(within.length).toBeLessThanOrEqual(10);
    }
    expect(hitsAtMs).toHaveLength(15);
  });
});
