import { isDeepStrictEqual } from "node:util";

import type { Dispatcher } from "undici";

/** What came of a request. */
export type Outcome =
  | { readonly kind: "right" }
  /** Nothing that is wrong, and not all that was asked for: with the codes of its errors. */
  | { readonly kind: "failed"; readonly codes: readonly string[] }
  | { readonly kind: "wrong"; readonly what: string };

/** Sends one of many kinds of requests, the so-manieth, and looks at what comes. */
export async function sendOne(client: Dispatcher, url: string, at: number): Promise<Outcome> {
  const { expected, query, id = "", headers = {} } = requestAt(at);
  const { origin, pathname: path } = new URL(url);
  try {
    const { statusCode, body } = await client.request({
      origin,
      path,
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ query, variables: { id } }),
    });
    return judge(statusCode, await body.text(), expected);
  } catch (error) {
    return { kind: "wrong", what: String(error) };
  }
}

interface Request {
  readonly query: string;
  readonly id?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Its data; or the code of the error that it deserves. */
  readonly expected: Readonly<Record<string, unknown>> | string;
}

/** Of a hundred: 50 for hot users, 20 in batches, 10 with credentials, 10 lists, 5 changes, 5 that are refused. */
function requestAt(at: number): Request {
  const kind = at % 100;
  // Some are asked for often, most hardly ever.
  const id = String(Math.floor(20_000 ** Math.random()));
  const user = { id, name: `user ${id}` };
  if (kind < 50) return { query: queries.user, id, expected: { user } };
  if (kind < 70) return { query: queries.member, id, expected: { member: user } };
  if (kind < 80) {
    const authorization = `caller-${at}`;
    const me = { ...user, credential: authorization };
    return { query: queries.me, id, headers: { authorization }, expected: { me } };
  }
  if (kind < 90) return { query: queries.items, expected: { items } };
  if (kind < 95) return { query: queries.touch, id, expected: { touch: user } };
  if (kind < 98) return { query: "{ unknown }", expected: "GRAPHQL_VALIDATION_FAILED" };
  return { query: "{ user(", expected: "GRAPHQL_PARSE_FAILED" };
}

const queries = {
  user: "query ($id: ID!) { user(id: $id) { id name } }",
  member: "query ($id: ID!) { member(id: $id) { id name } }",
  me: "query ($id: ID!) { me(id: $id) { id name credential } }",
  items: "{ items { id user { name } } }",
  touch: "mutation ($id: ID!) { touch(id: $id) { id name } }",
};

/** The simulator's list. */
const items = Array.from({ length: 10 }, (_, index) => ({
  id: String(index + 1),
  user: { name: `user ${index + 1}` },
}));

function judge(status: number, text: string, expected: Request["expected"]): Outcome {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    return { kind: "wrong", what: `${status} ${text.slice(0, 200)}` };
  }
  const { data, errors = [] }: Answer = Object(answer);
  const codes = errors.map(({ extensions }) => String(extensions?.code));
  if (typeof expected === "string") {
    const isRefused = status === 400 && codes[0] === expected;
    return isRefused ? { kind: "right" } : { kind: "wrong", what: `${status} for ${expected}` };
  }
  if (codes.length > 0) return { kind: "failed", codes };
  if (isDeepStrictEqual(data, expected)) return { kind: "right" };
  return { kind: "wrong", what: `${text.slice(0, 200)} for ${JSON.stringify(expected)}` };
}

interface Answer {
  readonly data?: unknown;
  readonly errors?: readonly { readonly extensions?: { readonly code?: unknown } }[];
}
