import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

/** A real HTTP server on a free loopback port, standing in for an external API. */
export interface Upstream {
  /** "http://127.0.0.1:49152", without a slash at the end. */
  readonly url: string;
  /** Everything it was asked, in the order of arrival. */
  readonly requests: readonly ReceivedRequest[];
  /** The requests as "GET /users?id=1", in the order of arrival. */
  readonly asked: readonly string[];
  /** Resolves once it has been asked `count` times in all. */
  readonly hasReceived: (count: number) => Promise<void>;
  /** How many connections were opened to it. */
  readonly connectionCount: () => number;
  /** Forgets what it was asked. */
  readonly forget: () => void;
  readonly close: () => Promise<void>;
  readonly [Symbol.asyncDispose]: () => Promise<void>;
}

interface ReceivedRequest {
  readonly method: string;
  /** Without the query: "/users/1". */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  /** Header names and values in turn, as they came over the wire. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
  /** What the route's ":name" segments matched, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** Resolves when the connection closes before the answer is complete. */
  readonly aborted: Promise<void>;
}

/** Writes an answer: one of the functions below, or any function of this form. */
export type Answer = (response: ServerResponse) => void;

/** Answers by "METHOD /path/:param". A route may be async: it then answers when its promise does. */
export type Routes = Readonly<
  Record<string, (request: ReceivedRequest) => Answer | Promise<Answer>>
>;

/** Starts an upstream. What no route matches is answered with 404 and a JSON body. */
export async function startUpstream(routes: Routes): Promise<Upstream> {
  const compiled = Object.entries(routes).map(([pattern, answer]) => {
    const { method, path } = compilePattern(pattern);
    return { method, path, answer };
  });
  const requests: ReceivedRequest[] = [];
  const asked: string[] = [];
  const waiters = new Set<() => void>();
  let connections = 0;

  const server = createServer((message, response) => {
    void (async () => {
      const { pathname, searchParams } = new URL(message.url ?? "/", "http://upstream");
      const method = message.method ?? "";
      const route = compiled.find((it) => it.method === method && it.path.test(pathname));
      const aborted = new Promise<void>((resolve) => {
        response.once("close", () => {
          if (!response.writableFinished) resolve();
        });
      });
      const received: ReceivedRequest = {
        method,
        path: pathname,
        query: searchParams,
        headers: message.headers,
        rawHeaders: message.rawHeaders,
        body: await readBody(message),
        params: decodeParams(route?.path.exec(pathname)?.groups),
        aborted,
      };
      requests.push(received);
      asked.push(`${method} ${message.url ?? ""}`);
      for (const check of waiters) check();
      const answer =
        route === undefined
          ? json({ error: `no route ${method} ${pathname}` }, { status: 404 })
          : await route.answer(received);
      answer(response);
    })();
  });
  server.on("connection", () => {
    connections++;
  });
  server.listen(0, "127.0.0.1");
  await new Promise<void>((resolve) => {
    server.once("listening", resolve);
  });

  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const address = server.address();
  assert(typeof address === "object" && address !== null);
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    asked,
    hasReceived: (count) =>
      new Promise((resolve) => {
        const check = () => {
          if (requests.length < count) return;
          waiters.delete(check);
          resolve();
        };
        waiters.add(check);
        check();
      }),
    connectionCount: () => connections,
    forget() {
      requests.length = 0;
      asked.length = 0;
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

export interface AnswerOptions {
  /** Default: 200. */
  readonly status?: number;
  /** Sent over the answer's own headers. */
  readonly headers?: Readonly<Record<string, string | string[]>>;
}

/** A JSON body. */
export function json(value: unknown, options: AnswerOptions = {}): Answer {
  return body(JSON.stringify(value), withType("application/json", options));
}

/** A `text/plain` body. */
export function text(value: string, options: AnswerOptions = {}): Answer {
  return body(value, withType("text/plain; charset=utf-8", options));
}

/** Any body; no content type unless `headers` sets one. */
export function body(bytes: string | Uint8Array, options: AnswerOptions = {}): Answer {
  return (response) => {
    response.writeHead(options.status ?? 200, {
      "content-length": Buffer.byteLength(bytes),
      ...options.headers,
    });
    response.end(bytes);
  };
}

/** A body without content-length, one chunk at a time. */
export function chunked(chunks: readonly (string | Uint8Array)[], options?: AnswerOptions): Answer {
  return (response) => {
    const { status, headers } = withType("application/json", options ?? {});
    response.writeHead(status ?? 200, headers);
    for (const chunk of chunks) response.write(chunk);
    response.end();
  };
}

/** A JSON body without end: chunks go out for as long as the client reads. */
export function endless(): Answer {
  return (response) => {
    response.writeHead(200, { "content-type": "application/json" });
    const chunk = Buffer.alloc(64 * 1024, " ");
    const write = () => {
      while (!response.destroyed && response.write(chunk));
    };
    response.on("drain", write);
    write();
  };
}

/** Closes the connection without an answer. */
export function drop(): Answer {
  return (response) => {
    response.destroy();
  };
}

/** Announces a longer JSON body than it sends, then closes the connection. */
export function half(start: string): Answer {
  return (response) => {
    const announced = Buffer.byteLength(start) + 1000;
    response.writeHead(200, { "content-type": "application/json", "content-length": announced });
    response.write(start, () => response.destroy());
  };
}

/** Sends the head of an answer and the start of its body, then nothing more. */
export function stall(start: string): Answer {
  return (response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write(start);
  };
}

function withType(contentType: string, options: AnswerOptions): AnswerOptions {
  return { ...options, headers: { "content-type": contentType, ...options.headers } };
}

function compilePattern(pattern: string): { readonly method: string; readonly path: RegExp } {
  const [method = "", path = ""] = pattern.split(" ");
  const source = path
    .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/:(\w+)/g, "(?<$1>[^/]+)");
  return { method, path: new RegExp(`^${source}$`) };
}

function decodeParams(groups: Readonly<Record<string, string>> | undefined) {
  return Object.fromEntries(
    Object.entries(groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)]),
  );
}

async function readBody(message: IncomingMessage): Promise<string> {
  return new TextDecoder().decode(Buffer.concat(await message.toArray()));
}
