import type { Dispatcher, Pool } from "undici";

import type { HttpHeaders, HttpRequest, HttpResponse } from "../connectors/http-message.ts";
import type { Clock, Timer } from "../kernel/clock.ts";
import { type ErrorCode, GatewayError } from "../kernel/gateway-error.ts";
import type { ConcurrencyLimit, Waiter } from "./concurrency-limit.ts";
import { decodeContent } from "./decode-content.ts";

/** What all calls of one source have in common. */
export interface CallHost {
  /** The source's name, for error messages. */
  readonly name: string;
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  readonly clock: Clock;
  readonly limit: ConcurrencyLimit;
}

/** What is asked, and who waits for it. */
export interface PendingCall {
  readonly pool: Pool;
  readonly request: HttpRequest;
  readonly signal: AbortSignal | undefined;
  /** Exactly one of `resolve` and `reject` is called, once. */
  readonly resolve: (response: HttpResponse | Promise<HttpResponse>) => void;
  readonly reject: (error: GatewayError) => void;
}

/**
 * One HTTP call on its way: waits for its place, goes out, gathers the answer.
 *
 * It settles at its deadline or when its signal aborts, but holds its place until the connection
 * pool is done with it: else a source that hangs would be sent ever more calls.
 */
export class Call implements Waiter, Dispatcher.DispatchHandler {
  readonly #host: CallHost;
  readonly #pending: PendingCall;
  #isSettled = false;
  #timer: Timer | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: HttpHeaders = {};
  readonly #chunks: Buffer[] = [];
  #receivedBytes = 0;

  /**
   * The signal aborts. A function, not a method by which this object would be the listener itself:
   * Node keeps such a listener in a way that made garbage of one request keep that of the next.
   */
  readonly #onAbort = (): void => {
    const reason: unknown = this.#pending.signal?.reason;
    if (reason instanceof GatewayError && reason.code === "GATEWAY_TIMEOUT") {
      this.#fail("GATEWAY_TIMEOUT", "did not answer before the request's own time was over");
    } else {
      this.#fail("REQUEST_ABORTED", "was no longer needed: the client went away");
    }
  };

  constructor(host: CallHost, pending: PendingCall) {
    this.#host = host;
    this.#pending = pending;
  }

  start(): void {
    const { clock, limit, timeoutMs } = this.#host;
    const { signal } = this.#pending;
    if (signal?.aborted === true) {
      this.#onAbort();
      return;
    }
    this.#timer = clock.after(timeoutMs, () => {
      this.#fail("GATEWAY_TIMEOUT", `did not answer within ${timeoutMs} ms`);
    });
    signal?.addEventListener("abort", this.#onAbort);
    const admission = limit.enter(this);
    if (admission === "entered") this.enter();
    if (admission === "refused") {
      this.#fail("SOURCE_OVERLOADED", "has as many calls waiting as may wait");
    }
  }

  /** It is its turn. */
  enter(): void {
    const { pool, request } = this.#pending;
    pool.dispatch(request, this);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#isSettled) controller.abort(new Error("settled before it was sent"));
    this.#controller = controller;
  }

  onResponseStart(
    _controller: Dispatcher.DispatchController,
    status: number,
    headers: HttpHeaders,
  ): void {
    // An interim answer (RFC 9110, section 15.2); the final one is still to come.
    if (status < 200) return;
    this.#status = status;
    this.#headers = headers;
    this.#checkSize(Number(headers["content-length"] ?? 0));
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#receivedBytes += chunk.length;
    this.#chunks.push(chunk);
    this.#checkSize(this.#receivedBytes);
  }

  onResponseEnd(): void {
    this.#host.limit.leave();
    this.#settle();
    const bytes = joinChunks(this.#chunks);
    const encoding = this.#headers["content-encoding"];
    this.#pending.resolve(
      encoding === undefined || bytes.length === 0
        ? this.#response(bytes)
        : this.#decode(bytes, String(encoding)),
    );
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, cause: Error): void {
    this.#host.limit.leave();
    const code = codeOf(cause);
    if (requestErrorCodes.has(code)) {
      this.#fail("CONNECTOR_REQUEST_INVALID", `cannot be sent this request (${code})`, cause);
    } else {
      this.#fail("HTTP_CLIENT_ERROR", `could not be reached, or broke off (${code})`, cause);
    }
  }

  #checkSize(bytes: number): void {
    if (bytes > this.#host.maxResponseBytes) this.#fail("RESPONSE_TOO_LARGE", this.#tooLarge());
  }

  async #decode(bytes: Buffer, encoding: string): Promise<HttpResponse> {
    try {
      return this.#response(await decodeContent(bytes, encoding, this.#host.maxResponseBytes));
    } catch (cause) {
      throw codeOf(cause) === "ERR_BUFFER_TOO_LARGE"
        ? this.#error("RESPONSE_TOO_LARGE", this.#tooLarge(), cause)
        : this.#error("CONNECTOR_RESPONSE_INVALID", "sent a body that cannot be decoded", cause);
    }
  }

  #response(content: Buffer): HttpResponse {
    const text = content.toString("utf8");
    return {
      status: this.#status,
      headers: this.#headers,
      body: text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text,
      bodyBytes: this.#receivedBytes,
    };
  }

  #settle(): void {
    this.#isSettled = true;
    this.#timer?.cancel();
    this.#pending.signal?.removeEventListener("abort", this.#onAbort);
  }

  #fail(code: ErrorCode, what: string, cause?: unknown): void {
    if (this.#isSettled) return;
    this.#settle();
    const error = this.#error(code, what, cause);
    this.#host.limit.giveUp(this);
    this.#controller?.abort(error);
    this.#pending.reject(error);
  }

  #tooLarge(): string {
    return `sent more than the ${this.#host.maxResponseBytes} bytes that are read of an answer`;
  }

  #error(code: ErrorCode, what: string, cause: unknown): GatewayError {
    const { name } = this.#host;
    const message = `The source "${name}" ${what}.`;
    return new GatewayError(code, message, { extensions: { service: name }, cause });
  }
}

const byteOrderMark = 0xfeff;

/** undici refuses a request that HTTP cannot carry before it sends any of it. */
const requestErrorCodes = new Set(["UND_ERR_INVALID_ARG", "UND_ERR_NOT_SUPPORTED"]);

/** Nearly every body comes in one chunk, which then needs no copy. */
function joinChunks(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks;
  return first !== undefined && chunks.length === 1 ? first : Buffer.concat(chunks);
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}
