import { type IncomingHttpHeaders, createServer } from "node:http";

import { z } from "zod";

import { parseJson } from "../../src/kernel/json.ts";

const attributes = z.array(z.object({ key: z.string(), value: z.unknown() }));

/** A span as OTLP/JSON has it. */
const exportedSpan = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  attributes,
  links: z.array(z.object({ traceId: z.string(), spanId: z.string() })).optional(),
  status: z.object({ code: z.number(), message: z.string().optional() }),
});

/** An export of metrics has no spans. */
const exportBody = z.object({
  resourceSpans: z
    .array(
      z.object({
        resource: z.object({ attributes }),
        scopeSpans: z.array(z.object({ spans: z.array(exportedSpan) })),
      }),
    )
    .default([]),
});

const attributeValue = z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) });
const points = z.object({
  dataPoints: z.array(
    z.object({
      attributes: z.array(attributeValue),
      asInt: z.number().optional(),
      asDouble: z.number().optional(),
      count: z.number().optional(),
      sum: z.number().optional(),
      explicitBounds: z.array(z.number()).optional(),
    }),
  ),
});

const metricsBody = z.object({
  resourceMetrics: z
    .array(
      z.object({
        scopeMetrics: z.array(
          z.object({
            metrics: z.array(
              z.object({
                name: z.string(),
                unit: z.string(),
                description: z.string(),
                histogram: points.optional(),
                gauge: points.optional(),
                sum: points.optional(),
              }),
            ),
          }),
        ),
      }),
    )
    .default([]),
});

/** A measurement as it was exported: a number, or of a histogram how many and their sum. */
interface ExportedPoint {
  readonly value: number | { readonly count: number | undefined; readonly sum: number | undefined };
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface ExportedMetric {
  readonly unit: string;
  readonly description: string;
  readonly kind: "histogram" | "gauge" | "counter";
  readonly bounds: readonly number[] | undefined;
  readonly points: readonly ExportedPoint[];
}

interface ReceivedExport {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** A loopback HTTP server that takes what an OTLP exporter sends. */
export async function startCollector({ answers = true }: { readonly answers?: boolean } = {}) {
  const received: ReceivedExport[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      received.push({
        path: request.url ?? "",
        headers: request.headers,
        body: Buffer.concat(chunks),
      });
      if (answers) response.setHeader("content-type", "application/json").end("{}");
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening");
  return {
    url: `http://127.0.0.1:${address.port}`,
    received,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The spans in an export as http/json, with the attributes of the process that sent them. */
export function decodeJson({ body }: ReceivedExport) {
  const { resourceSpans } = exportBody.parse(parseJson(body.toString()));
  return {
    resource: new Map(
      resourceSpans.flatMap(({ resource }) =>
        resource.attributes.map(({ key, value }) => [key, value] as const),
      ),
    ),
    spans: resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans)),
  };
}

/** The metrics in an export as http/json, by name. */
export function decodeMetrics({ body }: ReceivedExport): ReadonlyMap<string, ExportedMetric> {
  const { resourceMetrics } = metricsBody.parse(parseJson(body.toString()));
  const metrics = resourceMetrics.flatMap(({ scopeMetrics }) =>
    scopeMetrics.flatMap((scope) => scope.metrics),
  );
  return new Map(
    metrics.map(({ name, unit, description, histogram, gauge, sum }) => {
      const dataPoints = (histogram ?? gauge ?? sum)?.dataPoints ?? [];
      const kind = histogram ? "histogram" : gauge ? "gauge" : "counter";
      return [
        name,
        {
          unit,
          description,
          kind,
          bounds: dataPoints[0]?.explicitBounds,
          points: dataPoints.map(({ attributes: pairs, asInt, asDouble, count, sum: total }) => ({
            value: asInt ?? asDouble ?? { count, sum: total },
            attributes: Object.fromEntries(
              pairs.map(({ key, value }) => [key, Object.values(value)[0]]),
            ),
          })),
        },
      ];
    }),
  );
}

/** The names and ids of the spans in an export as http/protobuf, by the field numbers of OTLP's trace.proto. */
export function decodeProtobuf({ body }: ReceivedExport) {
  return fields(body, 1)
    .flatMap((resourceSpans) => fields(resourceSpans, 2))
    .flatMap((scopeSpans) => fields(scopeSpans, 2))
    .map((span) => ({
      name: fields(span, 5).join(""),
      spanId: fields(span, 2)
        .map((id) => id.toString("hex"))
        .join(""),
      parentSpanId: fields(span, 4)
        .map((id) => id.toString("hex"))
        .join(""),
    }));
}

/** The length-delimited fields of a protobuf message that have a number. */
function fields(message: Buffer, wanted: number): readonly Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = message.readUInt8(at++);
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const wireType = tag % 8;
    if (wireType === 0) varint();
    else if (wireType === 1) at += 8;
    else if (wireType === 5) at += 4;
    else {
      const length = varint();
      if (Math.floor(tag / 8) === wanted) found.push(message.subarray(at, at + length));
      at += length;
    }
  }
  return found;
}
