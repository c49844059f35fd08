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

const exportBody = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes }),
      scopeSpans: z.array(z.object({ spans: z.array(exportedSpan) })),
    }),
  ),
});

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
