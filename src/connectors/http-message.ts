import type { HttpMethod } from "../contract/contract.ts";

/** An HTTP request, complete but for the connection it goes over. */
export interface HttpRequest {
  readonly method: HttpMethod;
  /** Scheme, host and port: "https://api.example.com". */
  readonly origin: string;
  /** Path and query, percent-encoded: "/users?id=1&id=2". */
  readonly path: string;
  /** By lower-case name; several values as a list. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: string | undefined;
}

/** An HTTP response, whole. */
export interface HttpResponse {
  readonly status: number;
  /** By lower-case name; several values as a list. */
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  /** The body as text, decoded from UTF-8. */
  readonly body: string;
}
