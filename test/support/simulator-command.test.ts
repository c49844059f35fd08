import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

import { expect, onTestFinished, test } from "vitest";

const main = fileURLToPath(new URL("simulator/main.ts", import.meta.url));

test("the command says where it listens, and changes its behaviour while it runs", async () => {
  const child = spawn(process.execPath, [main, "--set", '{"missing":["1"]}']);
  onTestFinished(() => void child.kill());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const nextLine = async () => String((await lines.next()).value);

  const url = /http:\S+\d/.exec(await nextLine())?.[0] ?? "";
  expect((await fetch(`${url}/users/1`)).status).toBe(404);
  child.stdin.write('{"outage":"unavailable"}\n');
  expect(await nextLine()).toBe('From now on {"outage":"unavailable"}');
  expect((await fetch(`${url}/users/1`)).status).toBe(503);
});
