import { describe, expect, onTestFinished, test } from "vitest";

import { ProblemsError } from "../../src/kernel/problem.ts";
import { createAdminServer } from "../../src/server/admin-server.ts";
import { keptLog } from "../fleet/log-lines.ts";

async function started() {
  const kept = keptLog();
  const asked: unknown[] = [];
  const admin = createAdminServer({
    host: "127.0.0.1",
    port: 0,
    token: "s3cret",
    log: kept.log,
    async invalidate(written) {
      asked.push(written);
      if (written === "bug") throw new Error("a bug");
      if (written !== "bad") return { state: "shared", told: 2 };
      const place = { severity: "error", origin: undefined } as const;
      throw new ProblemsError([
        { ...place, code: "ONE", message: "One is wrong.", help: "Mend it." },
        { ...place, code: "TWO", message: "Two is wrong.", help: "Mend that." },
      ]);
    },
  });
  const { url } = await admin.start();
  onTestFinished(() => admin.stop());
  async function send(path: string, init: RequestInit & { readonly token?: string } = {}) {
    const { token = "s3cret", headers, ...rest } = init;
    const response = await fetch(`${url}${path}`, {
      ...rest,
      headers: {
        ...(token !== "" && { authorization: `Bearer ${token}` }),
        ...Object.fromEntries(new Headers(headers)),
      },
    });
    const body: unknown = await response.json();
    return { status: response.status, headers: response.headers, body };
  }
  const post = (body: string, init: Parameters<typeof send>[1] = {}) =>
    send("/invalidate", {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
      ...init,
    });
  return { send, post, asked, url, ...kept };
}

function messageOf({ body }: { readonly body: unknown }): unknown {
  return Object(body).errors[0].message;
}

describe("the admin endpoint", () => {
  test("invalidates what an operator sends, and says what came of it", async () => {
    const { post, asked } = await started();
    const answer = await post('{"keys":[{"type":"User","key":{"id":12345678901234567890}}]}');
    expect(answer).toMatchObject({ status: 200, body: { state: "shared", told: 2 } });
    expect(asked).toEqual([{ keys: [{ type: "User", key: { id: 12345678901234567890n } }] }]);
  });

  test.each(["", "wrong", "s3cre", "s3crett"])(
    "answers nobody who does not know the token (%j)",
    async (token) => {
      const { post, send, asked } = await started();
      const answer = await post('{"all":true}', { token });
      expect(answer.status).toBe(401);
      expect(answer.headers.get("www-authenticate")).toBe("Bearer");
      expect(messageOf(answer)).toContain("Authorization: Bearer");
      expect((await send("/elsewhere", { token })).status).toBe(401);
      expect(asked).toEqual([]);
    },
  );

  test("says to anybody that it is there", async () => {
    const { send } = await started();
    expect(await send("/health", { token: "" })).toMatchObject({
      status: 200,
      body: { status: "ok" },
    });
  });

  test("lists all problems of what was sent", async () => {
    const { post } = await started();
    expect(await post('"bad"')).toMatchObject({
      status: 400,
      body: {
        errors: [
          { message: "One is wrong. Mend it.", extensions: { code: "ONE" } },
          { message: "Two is wrong. Mend that.", extensions: { code: "TWO" } },
        ],
      },
    });
  });

  test("refuses what is no such request, and says what is", async () => {
    const { send, post } = await started();
    const broken = await post("{");
    expect([broken.status, messageOf(broken)]).toEqual([
      400,
      expect.stringContaining("The body must be JSON"),
    ]);
    const large = await post(JSON.stringify("x".repeat(1024 ** 2)));
    expect([large.status, messageOf(large)]).toEqual([413, "The body must be 1 MiB at most."]);
    const form = await post("all=1", { headers: { "content-type": "text/plain" } });
    expect([form.status, messageOf(form)]).toEqual([
      415,
      "The body must be of type application/json.",
    ]);
    const got = await send("/invalidate?tag=users");
    expect([got.status, messageOf(got), got.headers.get("allow")]).toEqual([
      405,
      "/invalidate takes POST; this is GET.",
      "POST",
    ]);
    const lost = await send("/invalidat", { method: "POST" });
    expect([lost.status, messageOf(lost)]).toEqual([
      404,
      "There is nothing at /invalidat. There is POST /invalidate.",
    ]);
    const empty = await post("");
    expect(empty.status).toBe(400);
  });

  test("hides bugs, and logs them", async () => {
    const { post, says, lines } = await started();
    const answer = await post('"bug"');
    expect([answer.status, messageOf(answer)]).toEqual([500, "Internal server error"]);
    await says("the admin endpoint failed");
    expect(JSON.stringify(lines)).not.toContain("s3cret");
  });

  test("names its own settings when its port is in use", async () => {
    const { url, log } = await started();
    const port = Number(new URL(url).port);
    const second = createAdminServer({
      host: "127.0.0.1",
      port,
      token: "t",
      log,
      invalidate: async () => ({ state: "here" }),
    });
    await expect(second.start()).rejects.toThrow("admin.port in sluice.yaml");
    const nowhere = createAdminServer({
      host: "192.0.2.1",
      port: 0,
      token: "t",
      log,
      invalidate: async () => ({ state: "here" }),
    });
    await expect(nowhere.start()).rejects.toThrow("Check admin.host and admin.port");
  });
});
