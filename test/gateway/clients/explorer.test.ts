import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";

import { json } from "../../support/upstream.ts";
import { openGateway } from "../support/open-gateway.ts";
import { describeInBrowser, startBrowser } from "./browser.ts";

const schema = `
  type Query {
    "The latest posts."
    posts: [Post] @connect(source: "api", http: { GET: "/posts" }, selection: "id title")
  }
  "A post on the blog."
  type Post @freshness(ttl: "5m") { id: ID title: String }
`;

describeInBrowser("the explorer, in a browser without the internet", () => {
  let browser: Browser;
  beforeAll(async () => {
    execFileSync("npm", ["run", "--silent", "build:explorer"]);
    browser = await startBrowser();
  }, 60_000);
  afterAll(() => browser.close());

  /** Opens the explorer of a gateway in development; keeps what the page asks others for. */
  async function openExplorer({ server = {}, path = "/explorer" } = {}) {
    const { gateway, upstream } = await openGateway({
      schema,
      mode: "development",
      server,
      routes: { "GET /posts": () => json([{ id: 1, title: "The first post" }]) },
    });
    const { origin } = new URL((await gateway.start()).url);
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    onTestFinished(() => page.close());
    page.setDefaultTimeout(15_000);
    const elsewhere: string[] = [];
    const errors: string[] = [];
    await page.route(
      (url) => url.origin !== origin && /^https?:$/.test(url.protocol),
      async (route) => {
        elsewhere.push(route.request().url());
        await route.abort();
      },
    );
    page.on("pageerror", (error) => errors.push(String(error)));
    await page.goto(`${origin}${path}`);
    await page.locator(".graphiql-query-editor .view-lines").waitFor();
    return { page, upstream, elsewhere, errors };
  }

  test("runs an operation, and asks nobody else for anything", async () => {
    const { page, elsewhere, errors } = await openExplorer();
    await write(page, "{ posts { title } }");
    await page.getByRole("button", { name: /execute query/i }).click();
    await page.locator(".result-window", { hasText: "The first post" }).waitFor();
    expect(elsewhere).toEqual([]);
    expect(errors).toEqual([]);
    await keep(page, "explorer-answer");
  });

  test("begins with a query that works", async () => {
    const { page, upstream } = await openExplorer();
    expect(upstream.asked).toEqual([]);
    await page.getByRole("button", { name: /execute query/i }).click();
    await page.locator(".result-window", { hasText: "The first post" }).waitFor();
    expect(upstream.asked).toEqual(["GET /posts"]);
    await keep(page, "explorer-first");
  });

  test("has the operation that a link leads to", async () => {
    const query = encodeURIComponent("{ posts { id } }");
    const { page } = await openExplorer({ path: `/explorer?query=${query}` });
    await page.getByRole("button", { name: /execute query/i }).click();
    const answer = page.locator(".result-window", { hasText: /"id":/ });
    expect(await answer.textContent()).not.toContain("title");
  });

  test("shows the contracts of types with their descriptions", async () => {
    const { page } = await openExplorer();
    const docs = page.getByRole("region", { name: "Documentation Explorer" });
    await docs.locator("a", { hasText: /^Post$/ }).click();
    await docs.locator(".graphiql-markdown-description").waitFor();
    expect(await docs.textContent()).toMatch(/fresh for 5 min/i);
    await keep(page, "explorer-contracts");
  });

  test("explains an operation without running it", async () => {
    const { page, upstream } = await openExplorer();
    await write(page, "{ posts { title } }");
    await page.getByRole("button", { name: "Show Explain" }).click();
    await page.getByRole("button", { name: "Explain the operation" }).click();
    const plan = page.getByTestId("plan");
    await plan.filter({ hasText: "GET" }).waitFor();
    expect(await plan.textContent()).toMatch(/^query\n[^]*GET \/posts  1 call/);
    const summary = page.getByTestId("summary");
    expect(await summary.textContent()).toBe("1 call: api 1 of 200 allowed");
    // Nothing of it is cut off, and the bar that moves the rest is in sight.
    expect(await summary.evaluate((it) => it.scrollWidth <= it.clientWidth)).toBe(true);
    const { y = 0, height = Infinity } = { ...(await plan.boundingBox()) };
    expect(y + height).toBeLessThan(900);
    expect(upstream.asked).toEqual([]);
    await keep(page, "explorer-explain");
  });

  test("says where an operation is wrong that cannot be explained", async () => {
    const { page } = await openExplorer();
    await page.getByRole("button", { name: "Show Explain" }).click();
    await write(page, "{ posts { titel } }");
    await page.getByRole("button", { name: "Explain the operation" }).click();
    const plan = page.getByTestId("plan").filter({ hasText: /./ });
    expect(await plan.textContent()).toMatch(/^Line 1, column 11: .*titel/);
  });

  test("says why, where the gateway explains nothing", async () => {
    const { page } = await openExplorer({ server: { explain: false } });
    await page.getByRole("button", { name: "Show Explain" }).click();
    await write(page, "{ posts { title } }");
    await page.getByRole("button", { name: "Explain the operation" }).click();
    const plan = page.getByTestId("plan").filter({ hasText: /./ });
    expect(await plan.textContent()).toContain("`server.explain` is off");
  });
});

/** Types into the editor of the operation, over what is there. */
async function write(page: Page, query: string): Promise<void> {
  await page.locator(".graphiql-query-editor .view-lines").click({ position: { x: 5, y: 5 } });
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.press("Delete");
  await page.keyboard.insertText(query);
}

/** Keeps a picture, for people to look at. */
async function keep(page: Page, name: string): Promise<void> {
  mkdirSync("artefacts", { recursive: true });
  await page.screenshot({ path: `artefacts/${name}.png` });
}
