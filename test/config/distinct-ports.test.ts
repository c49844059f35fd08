import { describe, expect, test } from "vitest";

import type { ConfigInput } from "../../src/config/config.ts";
import { loadConfig } from "../../src/config/load-config.ts";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

const token = "0123456789abcdef";

describe("what a gateway listens at", () => {
  test.each<[ConfigInput, RegExp]>([
    [
      { metrics: { port: 4000 } },
      /metrics\.port must be another port than server\.port, at which the gateway listens, too, and is 4000\./,
    ],
    [{ admin: { port: 4000, token } }, /admin\.port must be another port than server\.port/],
    [
      { admin: { port: 4001, token }, metrics: { port: 4001 } },
      /metrics\.port must be another port than admin\.port/,
    ],
    [
      { server: { host: "0.0.0.0" }, metrics: { host: "10.0.0.1", port: 4000 } },
      /metrics\.port must be another port than server\.port/,
    ],
    [
      { server: { host: "localhost" }, metrics: { port: 4000 } },
      /metrics\.port must be another port than server\.port/,
    ],
  ])("has ports of their own: %j", (settings, message) => {
    expect(() => resolveConfig(settings)).toThrow(message);
  });

  test.each<ConfigInput>([
    { server: { port: 0 }, admin: { port: 0, token }, metrics: { port: 0 } },
    { server: { host: "10.0.0.1" }, metrics: { host: "10.0.0.2", port: 4000 } },
    { admin: { port: 4001, token }, metrics: { port: 4002 } },
  ])("may be %j", (settings) => {
    expect(resolveConfig(settings).server).toBeDefined();
  });

  test("is told with its place, also where a flag sets the other", () => {
    const cwd = temporaryDirectory({ "sluice.yaml": "metrics:\n  port: 4005" });
    const load = () => loadConfig({ env: {}, cwd, flags: { server: { port: 4005 } } });
    expect(load).toThrow(/sluice\.yaml:2:9 CONFIG_INVALID_VALUE: metrics\.port must be another/);
  });
});
