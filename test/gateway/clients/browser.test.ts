import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { describeInBrowser, startBrowser } from "./browser.ts";
import { inEachFormat } from "./deferred-operations.ts";
import { openSlowDemo } from "./demo-with-slow-api.ts";
import { type ServedPage, servePage } from "./serve-page.ts";
import type { SeenResult, WatchedOperation } from "./watch-operation.ts";

describeInBrowser("in a browser, on a page of another origin", () => {
  let browser: Browser;
  let served: ServedPage;

  beforeAll(async () => {
    [browser, served] = await Promise.all([startBrowser(), servePage()]);
  });
  afterAll(async () => {
    await Promise.all([browser.close(), served.close()]);
  });

  /** Runs an operation on the page. Gives what the page was given, one result after the other. */
  async function watchInPage(
    operation: WatchedOperation,
    onResult: () => void,
  ): Promise<readonly SeenResult[]> {
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    const seen: SeenResult[] = [];
    await page.exposeFunction("handOver", (result: SeenResult) => {
      seen.push(result);
      onResult();
    });
    await page.goto(served.url);
    await page.evaluate(async (watched) => {
      const watch = Reflect.get(globalThis, "watchInPage") as (
        operation: WatchedOperation,
      ) => Promise<void>;
      await watch(watched);
    }, operation);
    return seen;
  }

  test.for(inEachFormat)(
    "Apollo Client shows what is there of $name, and then all of it: $format",
    async ({ query, format, slow, first, later }) => {
      const { url, letGo } = await openSlowDemo({
        isSlow: (call) => call.includes(slow),
        origins: [new URL(served.url).origin],
      });
      const seen = await watchInPage({ url, query, format }, letGo);

      const [shown, last] = [seen[0], seen.at(-1)];
      expect(shown?.isWhole).toBe(false);
      expect(last?.isWhole).toBe(true);
      for (const text of first) expect(JSON.stringify(shown?.data)).toContain(text);
      for (const text of later) expect(JSON.stringify(shown?.data)).not.toContain(text);
      for (const text of [...first, ...later]) expect(JSON.stringify(last?.data)).toContain(text);
    },
  );

  test("what is no page of an allowed origin is shown nothing", async () => {
    const { url } = await openSlowDemo({ isSlow: () => false });
    const watching = watchInPage(
      { url, query: "{ greet }", format: "incrementalSpec=v0.2" },
      () => {
        throw new Error("something was shown");
      },
    );
    await expect(watching).rejects.toThrow("Failed to fetch");
  });
});
