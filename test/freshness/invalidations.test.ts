import { expect, test } from "vitest";

import { InvalidationLog } from "../../src/freshness/invalidation-log.ts";
import { Invalidations } from "../../src/freshness/invalidations.ts";

test("without a shared log an invalidation takes effect here, before it is waited for", async () => {
  const invalidations = new Invalidations({ log: new InvalidationLog() });
  await invalidations.start();
  const report = invalidations.invalidate({ tags: ["users"] });
  expect(invalidations.log.position).toBe(1);
  expect(await report).toEqual({ state: "here" });
  const { positions } = invalidations;
  expect(positions.local(positions.share(1))).toBe(1);
  invalidations.close();
});
