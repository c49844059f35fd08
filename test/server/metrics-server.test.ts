import { expect, onTestFinished, test } from "vitest";

import { createMetricsServer } from "../../src/server/metrics-server.ts";
import { keptLog } from "../fleet/log-lines.ts";

async function serve(scrape: () => Promise<string>) {
  const { log, lines } = keptLog();
  const server = createMetricsServer({ host: "127.0.0.1", port: 0, log, scrape });
  const { url } = await server.start();
  onTestFinished(() => server.stop());
  return { url, lines };
}

test("metrics are read anew each time", async () => {
  let reads = 0;
  const { url } = await serve(async () => `made ${++reads}\n`);
  expect(url).toMatch(/^http:\/\/localhost:\d+\/metrics$/);
  expect(await (await fetch(url)).text()).toBe("made 1\n");
  expect(await (await fetch(`${url}?x=1`)).text()).toBe("made 2\n");
});

test("who asks for anything else is told what there is", async () => {
  const { url } = await serve(async () => "");
  const answer = await fetch(new URL("/graphql", url));
  expect(answer.status).toBe(404);
  expect(await answer.text()).toContain("There is nothing at GET /graphql. There is GET /metrics.");
});

test("metrics that cannot be read are an error, of which only the log says more", async () => {
  const { url, lines } = await serve(() => Promise.reject(new Error("a bug")));
  const answer = await fetch(url);
  expect(answer.status).toBe(500);
  expect(await answer.text()).not.toContain("a bug");
  expect(JSON.stringify(lines)).toContain("metrics could not be read");
});
