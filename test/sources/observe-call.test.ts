import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { propagation, SpanKind } from "@opentelemetry/api";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";

import { MappingProblems } from "../../src/connectors/mapping-problems.ts";
import { GatewayError } from "../../src/kernel/gateway-error.ts";
import { createCallObserver } from "../../src/sources/observe-call.ts";
import type { AuditLog } from "../../src/telemetry/audit-log.ts";
import type { MeasuredCall, Metrics } from "../../src/telemetry/metrics.ts";
import { openAuditLog } from "../../src/telemetry/open-audit-log.ts";
import { createSaltedHash } from "../../src/telemetry/salted-hash.ts";
import type { Tracing } from "../../src/telemetry/tracing.ts";
import { answer, type ConnectorTexts } from "../connectors/connector-fixture.ts";
import { propagator } from "../support/propagator.ts";
import { createRecordedTracing } from "../support/recorded-tracing.ts";
import { captureLog } from "./captured-log.ts";
import { failed, keysOf, missing, recordOf, type SentRecord, value } from "./record-of.ts";

const hash = createSaltedHash("salt");

afterEach(() => {
  propagation.disable();
});

interface Setup {
  readonly level?: "debug" | "info" | "silent";
  readonly audit?: AuditLog;
  readonly metrics?: Pick<Metrics, "called">;
  readonly tracing?: Tracing;
}

function observe({ level, audit, metrics, tracing }: Setup = {}) {
  const { log, lines } = captureLog(level);
  return { observer: createCallObserver({ log, audit, metrics, tracing, hash }), lines };
}

/** A call that is observed from its start to its end in a trace, and the spans of others that it serves. */
function trace40(facts: Partial<SentRecord> = {}, texts: ConnectorTexts = {}) {
  const { tracing, spans } = createRecordedTracing();
  const { observer, lines } = observe({ tracing });
  const batches = Array.from({ length: 40 }, () => tracing.start("batch", undefined).context);
  const record = recordOf({ requests: 40, requesters: batches, ...facts }, texts);
  const { connector, request } = record;
  const started = observer.start({ connector, request, parent: batches[0] });
  observer.end(record, started.span);
  return { span: spans[40], batches: spans.slice(0, 40), started, lines };
}

describe("the span of a call", () => {
  test("is part of the request that began it, with the attributes of HTTP clients", () => {
    const { span, batches } = trace40();
    expect(span).toMatchObject({
      name: "GET /users/{$args.id}",
      kind: SpanKind.CLIENT,
      parentId: batches[0]?.spanId,
      ends: [undefined],
      attributes: {
        "http.request.method": "GET",
        "http.response.status_code": 200,
        "url.template": "/users/{$args.id}",
        "server.address": "api.test",
        "server.port": 443,
        "graphql.source.name": "api",
        "sluice.connector": "Query.things",
      },
    });
  });

  test("is linked to 32 of the others that it served, and says how many there were", () => {
    const { span, batches } = trace40();
    expect(span?.links).toEqual(batches.slice(1, 33).map(({ spanId }) => spanId));
    expect(span?.attributes["sluice.requests"]).toBe(40);
  });

  test("is linked to all who still wait when the request that began it is gone", () => {
    const { tracing, spans } = createRecordedTracing();
    const { observer } = observe({ tracing });
    const [gone, ...others] = [1, 2, 3].map(() => tracing.start("batch", undefined).context);
    const record = recordOf({ requesters: others });
    const { connector, request } = record;
    observer.end(record, observer.start({ connector, request, parent: gone }).span);
    expect(spans[3]).toMatchObject({
      parentId: spans[0]?.spanId,
      links: [spans[1]?.spanId, spans[2]?.spanId],
    });
  });

  test("says for whom it was, and what it waited for", () => {
    const { span } = trace40({
      lane: "background",
      scope: "caller 7",
      keys: keysOf("1", "2"),
      windowMs: 5.04,
      queuedMs: 1.26,
      attempts: 3,
    });
    expect(span?.attributes).toMatchObject({
      "sluice.lane": "background",
      "sluice.scope": hash("caller 7"),
      "sluice.keys": 2,
      "sluice.window_ms": 5,
      "sluice.queue_ms": 1.3,
      "http.request.resend_count": 2,
    });
  });

  test("has no scope where all share the call, and no resends where there were none", () => {
    const { span } = trace40({}, { source: null, url: "https://other.test/users" });
    expect(span?.attributes).not.toHaveProperty(["sluice.scope"]);
    expect(span?.attributes).not.toHaveProperty(["http.request.resend_count"]);
    expect(span?.attributes).not.toHaveProperty(["graphql.source.name"]);
  });

  test("ends with the first error, and with what its mapping did not find", () => {
    const error = new GatewayError("GATEWAY_TIMEOUT", "late");
    const problems = new MappingProblems();
    problems.report("There is no name", "$.user");
    const outcomes = [value, { kind: "error", error } as const];
    const { span } = trace40({ response: error, outcomes, problems });
    expect(span?.ends).toEqual([error]);
    expect(span?.attributes).not.toHaveProperty(["http.response.status_code"]);
    expect(span?.attributes).toMatchObject({
      "sluice.mapping.problems": 1,
      "sluice.mapping.problem": "$.user: There is no name",
    });
  });

  test("goes with the request to the source, whose own headers stay", () => {
    propagation.setGlobalPropagator(propagator);
    const { request } = recordOf();
    const { span, started } = trace40({ request: { ...request, headers: { accept: "a/b" } } });
    expect(started.request.headers).toEqual({
      accept: "a/b",
      traceparent: `00-${span?.traceId}-${span?.spanId}-01`,
    });
  });

  test("is not there when tracing is off: the request is sent as it is", () => {
    propagation.setGlobalPropagator(propagator);
    const { observer } = observe();
    const { connector, request } = recordOf();
    const started = observer.start({ connector, request, parent: undefined });
    expect(started.span).toBeUndefined();
    expect(started.request).toBe(request);
  });
});

function lineOf(facts: Partial<SentRecord>) {
  const { observer, lines } = observe();
  observer.end(recordOf(facts), undefined);
  return lines[0];
}

describe("the log line of a call", () => {
  test("is short where nothing was shared, waited for or retried", () => {
    expect(lineOf({ durationMs: 50.04 })).toEqual({
      level: "info",
      msg: "upstream call",
      call: "call-1",
      method: "GET",
      source: "api",
      connector: "Query.things",
      path: "/users/{$args.id}",
      keys: 1,
      status: 200,
      bytes: 2,
      durationMs: 50,
    });
  });

  test("names the trace that began it, how many requests it served, and what it waited for", () => {
    const { lines, batches } = trace40({
      lane: "urgent",
      windowMs: 5,
      queuedMs: 1.26,
      attempts: 2,
    });
    expect(lines).toMatchObject([
      {
        traceId: batches[0]?.traceId,
        lane: "urgent",
        requests: 40,
        windowMs: 5,
        queuedMs: 1.3,
        attempts: 2,
      },
    ]);
  });

  test("is for those who debug, where the call was refused before it was sent", () => {
    const response = new GatewayError("CIRCUIT_OPEN", "later");
    expect(lineOf({ response, attempts: 0 })).toBeUndefined();
  });

  test("is followed by the report of a batch that failed", () => {
    const { observer, lines } = observe();
    const outcomes = [value, failed("CONNECTOR_RESPONSE_INVALID", "no")];
    observer.end(recordOf({ keys: keysOf("1", "2"), outcomes }), undefined);
    expect(lines.map(({ msg }) => msg)).toEqual(["upstream call", "batch failed"]);
  });

  test("has the trace also where the answer is not read as it seems to be meant", () => {
    const problems = new MappingProblems();
    problems.report("There is no name", "$.user");
    const { tracing } = createRecordedTracing();
    const { observer, lines } = observe({ level: "debug" });
    const { context } = tracing.start("batch", undefined);
    const response = answer("<p>", { headers: { "content-type": "text/html" } });
    observer.end(recordOf({ response, problems, requesters: [context] }), undefined);
    const traceId = `${"0".repeat(31)}1`;
    expect(lines).toMatchObject([
      { msg: "upstream call", call: "call-1", traceId },
      { msg: "the answer's content type is not read", call: "call-1", traceId },
      { msg: "mapping problems", call: "call-1", traceId },
    ]);
  });
});

describe("the problems of a mapping", () => {
  test("are collected only where somebody is told of them", () => {
    const { tracing } = createRecordedTracing();
    expect(observe().observer.collectProblems()).toBeUndefined();
    expect(observe({ level: "debug" }).observer.collectProblems()).toBeInstanceOf(MappingProblems);
    expect(observe({ tracing }).observer.collectProblems()).toBeInstanceOf(MappingProblems);
  });
});

function measured(facts: Partial<SentRecord>): MeasuredCall | undefined {
  const calls: MeasuredCall[] = [];
  const metrics = { called: (call: MeasuredCall) => calls.push(call) };
  observe({ metrics }).observer.end(recordOf(facts), undefined);
  return calls[0];
}

describe("what is measured of a call", () => {
  test("are its times, its keys, its bytes, and how many keys failed of what", () => {
    const { request } = recordOf();
    const error = failed("CONNECTOR_FETCH", "no");
    const other = failed("RESPONSE_TOO_LARGE", "no");
    expect(
      measured({
        request: { ...request, method: "POST", body: "[1,2,3,4,5] €" },
        lane: "urgent",
        keys: keysOf("1", "2", "3", "4", "5"),
        outcomes: [error, value, other, missing, error],
        response: answer("[]"),
        attempts: 2,
        windowMs: 1,
        queuedMs: 2,
        upstreamMs: 3,
      }),
    ).toEqual({
      source: "api",
      connector: "Query.things",
      lane: "urgent",
      method: "POST",
      origin: "https://api.test",
      status: 200,
      errorType: undefined,
      keys: 5,
      requestBytes: 15,
      responseBytes: 2,
      errors: new Map([
        ["CONNECTOR_FETCH", 2],
        ["RESPONSE_TOO_LARGE", 1],
      ]),
      attempts: 2,
      windowMs: 1,
      queuedMs: 2,
      upstreamMs: 3,
    });
  });

  test("is the reason of its failure: a status, or why there is none", () => {
    expect(measured({ response: answer("", { status: 404 }) })).toMatchObject({
      status: 404,
      errorType: "404",
    });
    expect(measured({ response: new GatewayError("GATEWAY_TIMEOUT", "late") })).toMatchObject({
      status: undefined,
      errorType: "GATEWAY_TIMEOUT",
      requestBytes: undefined,
      responseBytes: undefined,
    });
  });
});

describe("secrets that are everywhere in a call", () => {
  const secret = "s3cr3t";
  /** Where a caller's, a source's or an operator's secrets may stand. */
  function secretRecord(tracing: Tracing): SentRecord {
    const error = failed("CONNECTOR_FETCH", secret, {
      extensions: { code: secret, detail: secret },
      cause: new Error(secret),
    });
    return recordOf({
      request: {
        method: "POST",
        origin: "https://api.test",
        path: `/users/${secret}?token=${secret}`,
        headers: { authorization: `Bearer ${secret}`, "x-user": secret },
        body: JSON.stringify({ password: secret }),
      },
      response: answer(
        { ssn: secret },
        { headers: { "set-cookie": secret, "content-type": "application/json" } },
      ),
      scope: secret,
      keys: [
        { id: secret, args: { id: secret }, this: { id: secret } },
        { id: `${secret}2`, args: {}, this: {} },
      ],
      outcomes: [{ kind: "value", value: { ssn: secret } }, error],
      requesters: [tracing.start("batch", undefined).context],
    });
  }

  test("are in no line of the audit log", async () => {
    const directory = await mkdtemp(join(tmpdir(), "sluice-audit-"));
    onTestFinished(() => rm(directory, { recursive: true }));
    const destination = join(directory, "audit.log");
    const audit = await openAuditLog({ destination, hash, log: captureLog().log });
    const { tracing } = createRecordedTracing();
    observe({ audit }).observer.end(secretRecord(tracing), undefined);
    await audit.stop();
    const text = await readFile(destination, "utf8");
    expect(JSON.parse(text)).toMatchObject({
      id: "call-1",
      keyCount: 2,
      outcomes: { value: 1, CONNECTOR_FETCH: 1 },
    });
    expect(text).not.toContain(secret);
    expect(text).not.toContain("api.test");
  });

  test("are in no log line, no attribute of a span, and no measurement", () => {
    const { tracing, spans } = createRecordedTracing();
    const calls: MeasuredCall[] = [];
    const metrics = { called: (call: MeasuredCall) => calls.push(call) };
    const { observer, lines } = observe({ level: "debug", metrics, tracing });
    const record = secretRecord(tracing);
    const { connector, request, requesters } = record;
    const { span } = observer.start({ connector, request, parent: requesters[0] });
    observer.end(record, span);
    const attributes = spans.map((each) => each.attributes);
    const told = JSON.stringify({
      lines,
      attributes,
      calls,
      errors: [...(calls[0]?.errors ?? [])],
    });
    expect(told).toContain("CONNECTOR_FETCH");
    expect(told).not.toContain(secret);
  });
});

describe("telemetry that fails", () => {
  const bug = new Error("a bug");
  const fail = () => {
    throw bug;
  };

  test("is logged, and the call is made without its trace", () => {
    const { observer, lines } = observe({ tracing: { start: fail } });
    const { connector, request } = recordOf();
    const started = observer.start({ connector, request, parent: undefined });
    expect(started).toEqual({ span: undefined, request });
    expect(lines).toMatchObject([{ level: "error", msg: "bug in telemetry" }]);
  });

  test("is logged, and keeps nobody from the outcomes of a call", () => {
    const { observer, lines } = observe({ audit: { write: fail, stop: async () => {} } });
    observer.end(recordOf(), undefined);
    expect(lines).toMatchObject([
      { msg: "upstream call" },
      { level: "error", msg: "bug in telemetry" },
    ]);
  });
});

test("a call that is halved has no errors yet, for the audit log and for metrics", () => {
  const audited: unknown[] = [];
  const { observer } = observe({
    audit: { write: ({ outcomes }) => audited.push(...outcomes), stop: async () => {} },
  });
  const outcome = { kind: "error", error: new GatewayError("CONNECTOR_FETCH", "no") } as const;
  observer.end(recordOf({ isHalved: true, outcomes: [outcome, outcome] }), undefined);
  expect(audited).toEqual([["halved", 2]]);
});
