import type { IncomingMessage } from "node:http";

/** What a call asks for. */
export type Question =
  | { readonly kind: "user"; readonly ids: readonly [string] }
  | { readonly kind: "users"; readonly ids: readonly string[] }
  | { readonly kind: "list" }
  | { readonly kind: "create"; readonly body: string; readonly idempotencyKey: string | undefined }
  /** A path that there is not, or a body that cannot be read. */
  | { readonly kind: "wrong"; readonly status: 400 | 404; readonly error: string };

export function readQuestion({ method = "", url = "", headers }: Asking, body: string): Question {
  const [path = "", query] = url.split("?");
  switch (`${method} ${path}`) {
    case "GET /users":
      return { kind: "users", ids: new URLSearchParams(query).getAll("id") };
    case "POST /users/batch":
      return readBatch(body);
    case "POST /users": {
      const key = headers["idempotency-key"];
      return { kind: "create", body, idempotencyKey: key === undefined ? undefined : String(key) };
    }
    case "GET /list":
      return { kind: "list" };
    default: {
      const id = method === "GET" ? /^\/users\/([^/]+)$/.exec(path)?.[1] : undefined;
      return id === undefined
        ? { kind: "wrong", status: 404, error: `there is no ${method} ${path}` }
        : { kind: "user", ids: [decode(id)] };
    }
  }
}

type Asking = Pick<IncomingMessage, "method" | "url" | "headers">;

function readBatch(body: string): Question {
  try {
    const { ids }: { ids: readonly unknown[] } = JSON.parse(body);
    return { kind: "users", ids: ids.map(String) };
  } catch {
    return { kind: "wrong", status: 400, error: "the body must be JSON: { ids: […] }" };
  }
}

/** Decodes a segment of a path, as `URLSearchParams` decodes: what it cannot read, it leaves. */
function decode(segment: string): string {
  return (
    new URLSearchParams(`id=${segment.replaceAll("+", "%2B").replaceAll("&", "%26")}`).get("id") ??
    ""
  );
}
