import type { HttpMethod } from "../contract/contract.ts";

/** An HTTP request, complete but for the connection it goes over. */
export interface HttpRequest {
  readonly method: HttpMethod;
  /** Scheme, host and port: "https://api.example.com". */
  readonly origin: string;
  /** Path and query, percent-encoded: "/users?id=1&id=2". */
  readonly path: string;
  readonly headers: HttpHeaders;
  /** Null where there is none, as HTTP clients have it. */
  readonly body: string | null;
}

/** An HTTP response, whole. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: HttpHeaders;
  /** The body as text, decoded from UTF-8. */
  readonly body: string;
  /** The body's size as it came over the wire. */
  readonly bodyBytes: number;
}

/** Values by lower-case name; several values of one name as a list. To be read only. */
export type HttpHeaders = Readonly<Record<string, string | string[] | undefined>>;
