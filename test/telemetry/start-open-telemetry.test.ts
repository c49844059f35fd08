import { Writable } from "node:stream";

import { ROOT_CONTEXT, SpanKind, diag, metrics, propagation, trace } from "@opentelemetry/api";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";

import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { freePort } from "../support/free-port.ts";
import { createMetrics } from "../../src/telemetry/create-metrics.ts";
import { createLogger } from "../../src/telemetry/logger.ts";
import { startOpenTelemetry } from "../../src/telemetry/start-open-telemetry.ts";
import { readTraceHeaders, writeTraceHeaders } from "../../src/telemetry/trace-headers.ts";
import { decodeJson, decodeProtobuf, startCollector } from "./otlp-collector.ts";

/** Spans, in a form that is easily read. */
const json = { OTEL_EXPORTER_OTLP_PROTOCOL: "http/json", OTEL_METRICS_EXPORTER: "none" };

beforeEach(() => {
  for (const name of Object.keys(process.env)) {
    if (name.startsWith("OTEL_")) vi.stubEnv(name, undefined);
  }
});

afterEach(() => {
  vi.unstubAllEnvs();
});

async function collector(options?: { readonly answers: boolean }) {
  const started = await startCollector(options);
  onTestFinished(() => started.stop());
  return started;
}

async function startFor(url: string, variables: Record<string, string> = {}) {
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", url);
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const telemetry = await startOpenTelemetry();
  if (telemetry === undefined) throw new Error("the SDK did not start");
  onTestFinished(() => telemetry.stop());
  const { tracing, meter, stop } = telemetry;
  if (tracing === undefined) throw new Error("there is no tracing");
  return { tracing, meter, stop };
}

const pathsOf = (received: readonly { readonly path: string }[]) =>
  received.map(({ path }) => path).toSorted();

function attribute(span: { attributes: readonly { key: string; value: unknown }[] }, key: string) {
  return span.attributes.find((one) => one.key === key)?.value;
}

describe("what is sent", () => {
  test("spans arrive with their names, parents, kinds, attributes and links", async () => {
    const { url, received } = await collector();
    const { tracing, stop } = await startFor(url, json);

    const other = tracing.start("another request", undefined);
    other.end();
    const server = tracing.start("POST /graphql", undefined, { kind: SpanKind.SERVER });
    const batch = tracing.start("GraphQL DataLoader Batch User", server.context, {
      attributes: { "graphql.dataloader.batch.size": 10 },
    });
    batch.set({ "sluice.batch.hits": 3 });
    batch.link([other.context, ROOT_CONTEXT]);
    batch.end();
    server.end();
    await stop();

    const spans = received.flatMap((body) => decodeJson(body).spans);
    const byName = new Map(spans.map((span) => [span.name, span]));
    const [root, child] = [
      byName.get("POST /graphql"),
      byName.get("GraphQL DataLoader Batch User"),
    ];
    if (root === undefined || child === undefined) throw new Error("spans are missing");
    expect(spans).toHaveLength(3);
    expect(root.parentSpanId).toBeUndefined();
    expect(root.kind).toBe(SpanKind.SERVER + 1);
    expect(child.parentSpanId).toBe(root.spanId);
    expect(child.traceId).toBe(root.traceId);
    expect(attribute(child, "graphql.dataloader.batch.size")).toEqual({ intValue: 10 });
    expect(attribute(child, "sluice.batch.hits")).toEqual({ intValue: 3 });
    expect(child.links?.map(({ spanId }) => spanId)).toEqual([
      byName.get("another request")?.spanId,
    ]);
    expect(child.status.code).toBe(0);
  });

  test("a span that failed has an error status and the error's code, and no message", async () => {
    const { url, received } = await collector();
    const { tracing, stop } = await startFor(url, json);

    tracing.start("coded", undefined).end(new GatewayError("GATEWAY_TIMEOUT", "secret payload"));
    tracing.start("thrown", undefined).end(new TypeError("secret payload"));
    tracing.start("odd", undefined).end("secret payload");
    await stop();

    const spans = received.flatMap((body) => decodeJson(body).spans);
    expect(
      spans.map((span) => [span.name, span.status.code, attribute(span, "error.type")]),
    ).toEqual([
      ["coded", 2, { stringValue: "GATEWAY_TIMEOUT" }],
      ["thrown", 2, { stringValue: "TypeError" }],
      ["odd", 2, { stringValue: "_OTHER" }],
    ]);
    expect(received.map(({ body }) => body.toString()).join("")).not.toContain("secret payload");
  });

  test("the protocol is protobuf unless a variable says otherwise", async () => {
    const { url, received } = await collector();
    const { tracing, stop } = await startFor(url);

    const parent = tracing.start("plan", undefined);
    tracing.start("execute", parent.context).end();
    parent.end();
    await stop();

    expect(received[0]?.headers["content-type"]).toBe("application/x-protobuf");
    const [execute, plan] = received.flatMap(decodeProtobuf);
    expect([execute?.name, plan?.name]).toEqual(["execute", "plan"]);
    expect(execute?.parentSpanId).toBe(plan?.spanId);
  });
});

describe("which signals are sent", () => {
  const traces = "/v1/traces";
  const measures = "/v1/metrics";
  test.each([
    [{}, [measures, traces]],
    [{ OTEL_METRICS_EXPORTER: "none" }, [traces]],
    [{ OTEL_TRACES_EXPORTER: "none" }, [measures]],
    [{ OTEL_LOGS_EXPORTER: "otlp" }, [measures, traces]],
    [{ OTEL_METRICS_EXPORTER: "nonsense" }, [traces]],
  ])("to an endpoint for all, with %o: %o", async (variables, paths) => {
    const { url, received } = await collector();
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", url);
    const telemetry = await startOpenTelemetry();
    telemetry?.tracing?.start("plan", undefined).end();
    telemetry?.meter?.createCounter("calls").add(1);
    await telemetry?.stop();
    expect(pathsOf(received)).toEqual(paths);
  });

  test.each(["TRACES", "METRICS"])("to an endpoint for %s alone: nothing else", async (signal) => {
    const { url, received } = await collector();
    vi.stubEnv(`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`, `${url}/custom`);
    const telemetry = await startOpenTelemetry();
    expect(telemetry?.tracing !== undefined).toBe(signal === "TRACES");
    expect(telemetry?.meter !== undefined).toBe(signal === "METRICS");
    telemetry?.tracing?.start("plan", undefined).end();
    telemetry?.meter?.createCounter("calls").add(1);
    await telemetry?.stop();
    expect(pathsOf(received)).toEqual(["/custom"]);
  });

  test("to whoever scrapes, on a port of the SDK's own, and only metrics", async () => {
    const port = await freePort();
    vi.stubEnv("OTEL_METRICS_EXPORTER", "prometheus");
    vi.stubEnv("OTEL_EXPORTER_PROMETHEUS_PORT", String(port));
    const telemetry = await startOpenTelemetry();
    if (telemetry?.meter === undefined) throw new Error("there is no meter");
    onTestFinished(() => telemetry.stop());
    expect(telemetry.tracing).toBeUndefined();
    createMetrics(telemetry.meter, () => []).asked("User", 3);
    const scrape = async () => (await fetch(`http://localhost:${port}/metrics`)).text();
    // It listens a moment after it is started.
    const text = await vi.waitFor(scrape);
    expect(text).toMatch(/^sluice_keys_asked_total\{.*sluice_connector="User".*\} 3/m);
    await telemetry.stop();
    await expect(scrape()).rejects.toThrow("fetch failed");
  });
});

describe("the service's name", () => {
  test.each([
    [{}, "sluice"],
    [{ OTEL_SERVICE_NAME: "shop-gateway" }, "shop-gateway"],
    [{ OTEL_RESOURCE_ATTRIBUTES: "team=a,service.name=shop" }, "shop"],
  ])("with %o is %s", async (variables, name) => {
    const { url, received } = await collector();
    const { tracing, stop } = await startFor(url, {
      ...json,
      ...variables,
    });

    tracing.start("plan", undefined).end();
    await stop();

    const [exported] = received.map(decodeJson);
    expect(exported?.resource.get("service.name")).toEqual({ stringValue: name });
  });
});

describe("when it starts", () => {
  test.each([
    [{}],
    [{ OTEL_EXPORTER_OTLP_ENDPOINT: "" }],
    [
      {
        OTEL_TRACES_EXPORTER: "none",
        OTEL_METRICS_EXPORTER: "none",
        OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1",
      },
    ],
    [{ OTEL_TRACES_EXPORTER: "none", OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "http://127.0.0.1:1" }],
    [{ OTEL_METRICS_EXPORTER: "none", OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: "http://127.0.0.1:1" }],
    [{ OTEL_SDK_DISABLED: "TRUE", OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:1" }],
  ])("not with %o", async (variables) => {
    for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
    await expect(startOpenTelemetry()).resolves.toBeUndefined();
  });
});

describe("traces across processes", () => {
  test("a client's trace goes on: its span is the parent, and calls carry the trace on, without baggage", async () => {
    const { url, received } = await collector();
    const { tracing, stop } = await startFor(url, json);
    const traceId = "0af7651916cd43dd8448eb211c80319c";

    const client = readTraceHeaders({
      host: "example.com",
      accept: undefined,
      traceparent: `00-${traceId}-b7ad6b7169203331-01`,
      tracestate: ["vendor=1"],
      baggage: "user=ada",
    });
    expect(propagation.getBaggage(client)?.getEntry("user")?.value).toBe("ada");
    const span = tracing.start("POST /graphql", client);
    const sent = writeTraceHeaders(span.context);
    span.end();
    await stop();

    const [exported] = received.flatMap((body) => decodeJson(body).spans);
    expect(exported?.traceId).toBe(traceId);
    expect(exported?.parentSpanId).toBe("b7ad6b7169203331");
    expect(sent).toEqual({
      traceparent: `00-${traceId}-${exported?.spanId}-01`,
      tracestate: "vendor=1",
    });
  });

  test("without an SDK, calls carry no trace headers", () => {
    expect(writeTraceHeaders(readTraceHeaders({ traceparent: "00-1-2-01" }))).toEqual({});
  });
});

describe("stopping", () => {
  test("waits no longer than its bound for a collector that does not answer", async () => {
    const { url, received } = await collector({ answers: false });
    vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", url);
    let giveUp: (() => void) | undefined;
    let boundMs = 0;
    const telemetry = await startOpenTelemetry({
      clock: {
        nowMs: () => 0,
        dateMs: () => 0,
        after(delayMs, callback) {
          boundMs = delayMs;
          giveUp = callback;
          return { cancel: () => undefined };
        },
      },
    });

    telemetry?.tracing?.start("plan", undefined).end();
    const stopped = telemetry?.stop();
    await vi.waitFor(() => expect(received).toHaveLength(1));
    giveUp?.();

    await expect(stopped).resolves.toBeUndefined();
    expect(boundMs).toBeGreaterThan(0);
    expect(boundMs).toBeLessThanOrEqual(5000);
  });

  test("an SDK that cannot send is told to the log and does not make stopping fail", async () => {
    const lines: string[] = [];
    const destination = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    const log = createLogger({
      mode: "production",
      level: "debug",
      isTerminal: false,
      destination,
    });
    const gone = await startCollector();
    gone.stop();
    vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", gone.url);
    vi.stubEnv("OTEL_EXPORTER_OTLP_TIMEOUT", "50");
    vi.stubEnv("OTEL_TRACES_EXPORTER", "otlp,nonsense");

    const telemetry = await startOpenTelemetry({ log });
    telemetry?.tracing?.start("plan", undefined).end();
    await expect(telemetry?.stop()).resolves.toBeUndefined();

    expect(lines.join("")).toContain('"component":"opentelemetry"');
    expect(lines.join("")).toContain("nonsense");
  });

  test("a stopped SDK leaves nothing behind in the process", async () => {
    const { url } = await collector();
    const { stop } = await startFor(url);
    await stop();
    expect(trace.getTracer("any").startSpan("after").isRecording()).toBe(false);
    expect(metrics.getMeterProvider().constructor.name).toBe("NoopMeterProvider");
    expect(diag.warn("nobody listens")).toBeUndefined();
  });
});
