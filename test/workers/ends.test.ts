import { setTimeout } from "node:timers/promises";

import { describe, expect, test, vi } from "vitest";

import { keepAsking } from "./support/keep-asking.ts";
import { startMachine } from "./support/start-machine.ts";

describe("several workers", { timeout: 60_000 }, () => {
  test("go on when one is killed under load, and another one comes", async () => {
    const { served, url, pids } = await startMachine();
    const before = await pids();
    const asking = keepAsking(url, "{ pid }", 6);
    await vi.waitUntil(() => asking.answers.size === 2, 30_000);
    const [victim = 0] = before;
    process.kill(victim, "SIGKILL");
    await served.says("a worker crashed");
    // What fails are the requests that it had, one on each connection; nothing after that.
    await setTimeout(50);
    const failed = asking.failures.length;
    expect(failed).toBeLessThanOrEqual(6);
    await vi.waitUntil(async () => (await pids()).length === 2, 30_000);
    expect(await pids()).not.toContain(victim);
    await asking.stop();
    expect(asking.failures).toHaveLength(failed);
  });

  test("answer what is in progress at SIGTERM, and end with 0; a group that is signalled as a whole, too", async () => {
    const { served, ask, upstream, letGo, pids } = await startMachine();
    const workers = await pids();
    const answer = ask("{ slow { count } }");
    await upstream.hasReceived(1);
    // A terminal, or a supervisor, may signal all processes.
    for (const pid of workers) process.kill(pid, "SIGTERM");
    served.send("SIGTERM");
    await served.says("draining", 2);
    letGo();
    expect(await answer).toEqual({ data: { slow: { count: 0 } } });
    expect(await served.ended).toBe(0);
    expect(served.stderr()).toBe("");
    for (const pid of workers) expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });

  test("end at once at a second signal", async () => {
    const { served, ask, upstream, pids } = await startMachine();
    const workers = await pids();
    const answer = ask("{ slow { count } }").catch(() => "cut off");
    await upstream.hasReceived(1);
    served.send("SIGTERM");
    await served.says("draining", 2);
    await setTimeout(300);
    served.send("SIGINT");
    expect(await served.ended).toBe(130);
    expect(await answer).toBe("cut off");
    // Whoever adopts them takes a while to notice.
    await vi.waitUntil(() => workers.every(isGone), 30_000);
  });
});

function isGone(pid: number): boolean {
  try {
    return !process.kill(pid, 0);
  } catch {
    return true;
  }
}
