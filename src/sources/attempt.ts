import type { Dispatcher, Pool } from "undici";

import type { HttpHeaders, HttpRequest, HttpResponse } from "../connectors/http-message.ts";
import type { Clock, Timer } from "../kernel/clock.ts";
import { type ErrorCode, GatewayError } from "../kernel/gateway-error.ts";
import { decodeContent } from "./decode-content.ts";
import { RefusedAddressError } from "./open-connect.ts";

export interface AttemptOptions {
  /** The source's name, for error messages. */
  readonly sourceName: string;
  readonly pool: Pool;
  readonly request: HttpRequest;
  /** How long it may take, to the last byte. */
  readonly timeoutMs: number;
  readonly maxResponseBytes: number;
  readonly clock: Clock;
  /** Called once: with the response whatever its status, or with why there is none. */
  readonly onResult: (result: HttpResponse | GatewayError) => void;
  /** Called once, when the connection pool is done with it: not always at the time of its result. */
  readonly onRelease: () => void;
}

/**
 * One HTTP request on its way: goes out, gathers the answer.
 *
 * It has its result at its timeout or when it is aborted, but holds its place until the connection
 * pool is done with it: else a source that hangs would be sent ever more calls.
 */
export class Attempt implements Dispatcher.DispatchHandler {
  readonly #options: AttemptOptions;
  #isSettled = false;
  #isReleased = false;
  #timer: Timer | undefined;
  #controller: Dispatcher.DispatchController | undefined;
  #status = 0;
  #headers: HttpHeaders = {};
  readonly #chunks: Buffer[] = [];
  #receivedBytes = 0;

  constructor(options: AttemptOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock, timeoutMs, pool, request } = this.#options;
    this.#timer = clock.after(timeoutMs, () => {
      this.#fail("GATEWAY_TIMEOUT", `did not answer within ${timeoutMs} ms`);
    });
    pool.dispatch(request, this);
  }

  /** Gives the attempt up; without effect once it has its result. */
  abort(error: GatewayError): void {
    if (this.#isSettled) return;
    try {
      this.#settle(error);
    } finally {
      this.#controller?.abort(error);
    }
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
    const bytes = joinChunks(this.#chunks);
    const encoding = this.#headers["content-encoding"];
    try {
      if (encoding === undefined || bytes.length === 0) this.#settle(this.#response(bytes));
      else void this.#decode(bytes, String(encoding));
    } finally {
      this.#release();
    }
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, cause: Error): void {
    const code = codeOf(cause);
    try {
      if (cause instanceof RefusedAddressError) {
        this.#fail("SOURCE_ADDRESS_REFUSED", "has an address that may not be called", cause);
      } else if (requestErrorCodes.has(code)) {
        this.#fail("CONNECTOR_REQUEST_INVALID", `cannot be sent this request (${code})`, cause);
      } else {
        this.#fail("HTTP_CLIENT_ERROR", `could not be reached, or broke off (${code})`, cause);
      }
    } finally {
      this.#release();
    }
  }

  #checkSize(bytes: number): void {
    if (bytes > this.#options.maxResponseBytes) this.#fail("RESPONSE_TOO_LARGE", this.#tooLarge());
  }

  async #decode(bytes: Buffer, encoding: string): Promise<void> {
    try {
      this.#settle(
        this.#response(await decodeContent(bytes, encoding, this.#options.maxResponseBytes)),
      );
    } catch (cause) {
      if (codeOf(cause) === "ERR_BUFFER_TOO_LARGE") {
        this.#fail("RESPONSE_TOO_LARGE", this.#tooLarge(), cause);
      } else {
        this.#fail("CONNECTOR_RESPONSE_INVALID", "sent a body that cannot be decoded", cause);
      }
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

  #settle(result: HttpResponse | GatewayError): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    this.#timer?.cancel();
    this.#options.onResult(result);
  }

  /** A handler that throws is called once more by undici, with what it threw. */
  #release(): void {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#options.onRelease();
  }

  #fail(code: ErrorCode, what: string, cause?: unknown): void {
    const { sourceName } = this.#options;
    const message = `The source "${sourceName}" ${what}.`;
    this.abort(new GatewayError(code, message, { extensions: { service: sourceName }, cause }));
  }

  #tooLarge(): string {
    return `sent more than the ${this.#options.maxResponseBytes} bytes that are read of an answer`;
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
