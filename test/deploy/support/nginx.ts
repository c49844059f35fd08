import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, vi } from "vitest";

import { freePort } from "../../support/free-port.ts";

/** Debian has it where only the paths of administrators lead. */
const env = { PATH: `${process.env["PATH"]}:/usr/sbin` };
const isMissing = spawnSync("nginx", ["-v"], { env }).error !== undefined;

/** Tests that need nginx; skipped where it is not installed. */
export const describeWithNginx = isMissing ? describe.skip : describe;

if (isMissing) {
  process.stderr.write(
    "nginx is not installed: the tests that need it are skipped. To run them: apt-get install nginx, or brew install nginx.\n",
  );
}

export interface TestNginx {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Starts nginx with the configuration that is deployed, in front of replicas at these ports. */
export async function startNginx(ports: readonly number[]): Promise<TestNginx> {
  const port = await freePort();
  const own = new Map(
    [4000, 4001, 4002, 4003].map((written, at) => [written, [port, ...ports][at]]),
  );
  const deployed = readFileSync("deploy/nginx/sluice.conf", "utf8");
  const site = deployed.replaceAll(
    /127\.0\.0\.1:(400\d)/g,
    (_all, written: string) => `127.0.0.1:${own.get(Number(written))}`,
  );
  const directory = mkdtempSync(join(tmpdir(), "sluice-nginx-"));
  writeFileSync(
    join(directory, "nginx.conf"),
    `
      daemon off;
      worker_processes 1;
      pid nginx.pid;
      error_log stderr warn;
      events { worker_connections 512; }
      http {
        access_log off;
        ${["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${name};`).join("\n")}
        ${site}
      }`,
  );
  const child = spawn("nginx", ["-p", directory, "-c", "nginx.conf", "-e", "stderr"], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
  const url = `http://127.0.0.1:${port}`;
  await vi.waitUntil(
    async () => {
      if (child.exitCode !== null) throw new Error(`nginx ended:\n${said}`);
      return await fetch(`${url}/livez`).then(
        ({ ok }) => ok,
        () => false,
      );
    },
    { timeout: 10_000, interval: 50 },
  );
  return {
    url,
    async stop() {
      await end(child);
      rmSync(directory, { recursive: true });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
}
