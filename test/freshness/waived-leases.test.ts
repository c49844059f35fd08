import { describe, expect, test } from "vitest";

import { everybody } from "./support/memory-leases.ts";
import { valueOf } from "./support/open-freshness.ts";
import { openReplicas } from "./support/open-replicas.ts";

describe("a source whose answers must not be kept", () => {
  const tookMs = 100;

  /** Three replicas of a source that answers after a while. */
  function openThree(mayKeep: () => boolean) {
    const opened = openReplicas({
      say: async () => {
        await new Promise<void>((resolve) => {
          opened.clock.after(tookMs, resolve);
        });
        return { outcome: valueOf("it"), facts: { noStore: !mayKeep() } };
      },
    });
    const replicas = [opened.one, opened.two, opened.open(opened.leases.of("three"))];
    return { ...opened, replicas };
  }

  test("is waited for by nobody but those who meet at first, who then fetch all at once", async () => {
    const { replicas, pass, clock } = openThree(() => false);
    const waitedMs: number[] = [];
    const ask = async (replica: (typeof replicas)[number]): Promise<void> => {
      const startMs = clock.nowMs();
      await replica.ask([1]);
      waitedMs.push(clock.nowMs() - startMs);
    };
    const first = replicas.map(ask);
    await pass(300);
    await Promise.all(first);
    // The pauses between two looks are part of it.
    expect(Math.max(...waitedMs)).toBeLessThanOrEqual(tookMs + 50 + tookMs + 10);
    waitedMs.length = 0;
    const later: Promise<void>[] = [];
    for (let passedMs = 0; passedMs < 20_000; passedMs += 150) {
      for (const replica of replicas) later.push(ask(replica));
      // oxlint-disable-next-line no-await-in-loop -- one after the other
      await pass(150);
    }
    await Promise.all(later);
    expect(Math.max(...waitedMs)).toBeLessThanOrEqual(tookMs + 10);
  });

  test("is fetched once for all again, as soon as something can be kept", async () => {
    let isSecret = true;
    const { one, two, leases, storeKeyOf, pass } = openThree(() => !isSecret);
    const secret = one.ask([1]);
    await pass(tookMs + 10);
    await secret;
    const key = await storeKeyOf(1);
    expect(leases.holder(key)).toBe(everybody);
    isSecret = false;
    const kept = two.ask([1]);
    await pass(tookMs + 10);
    await kept;
    expect(leases.holder(key)).toBeUndefined();
    expect(await one.ask([1])).toMatchObject([{ value: "it" }]);
    expect(one.asked.length).toBe(1);
  });
});

test("what a store is given that takes no more is waited for by nobody", async () => {
  const { one, leases, storeKeyOf } = openReplicas({ isWhole: false });
  await one.ask([1]);
  expect(leases.holder(await storeKeyOf(1))).toBe(everybody);
});
