import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { RetryBudget, savedRetries } from "../../src/sources/retry-budget.ts";

describe("retry budget", () => {
  test("lets a source that is rarely called be retried a few times", () => {
    const budget = new RetryBudget();
    const taken = Array.from({ length: 12 }, () => budget.take(0.1));
    expect(taken.filter(Boolean)).toHaveLength(savedRetries);
  });

  test("earns one retry with every ten calls when a tenth is allowed", () => {
    const budget = new RetryBudget();
    while (budget.take(0.1));
    for (let call = 0; call < 20; call++) budget.recordCall();
    expect([1, 2, 3].map(() => budget.take(0.1))).toEqual([true, true, false]);
  });

  test("saves no more than a few, however long all goes well", () => {
    const budget = new RetryBudget();
    for (let call = 0; call < 10_000; call++) budget.recordCall();
    const taken = Array.from({ length: 100 }, () => budget.take(0.1));
    expect(taken.filter(Boolean)).toHaveLength(savedRetries);
  });

  test("of no share lets nothing be retried", () => {
    expect(new RetryBudget().take(0)).toBe(false);
  });

  test("lets no more retries go than are saved and the share of the calls, over any run", () => {
    const steps = fc.array(fc.boolean(), { maxLength: 500 });
    fc.assert(
      fc.property(steps, fc.double({ min: 0, max: 1, noNaN: true }), (isCall, share) => {
        const budget = new RetryBudget();
        let calls = 0;
        let retries = 0;
        for (const each of isCall) {
          if (each) {
            calls++;
            budget.recordCall();
          } else if (budget.take(share)) {
            retries++;
          }
          expect(retries).toBeLessThanOrEqual(savedRetries + share * calls + 1e-9);
        }
      }),
    );
  });
});
