import { z } from "zod";

import type { Invalidation } from "../freshness/invalidation.ts";
import { parseJson, stringifyJson } from "../kernel/json.ts";
import { type Problem, ProblemsError } from "../kernel/problem.ts";

/** Where a gateway takes orders. */
export interface AdminEndpoint {
  readonly url: string;
  readonly token: string;
}

/**
 * Has a gateway invalidate, and gives what it says of that, for people.
 *
 * @throws ProblemsError when it does not answer, or refuses.
 */
export async function askAdmin(
  invalidation: Invalidation,
  { url, token }: AdminEndpoint,
): Promise<string> {
  const answer = await post(invalidation, { url, token }).catch((error: unknown) => {
    throw new ProblemsError([unreachable(url, error)]);
  });
  const report = reportSchema.safeParse(answer).data;
  if (report === undefined) throw new ProblemsError(refusals(url, answer));
  if (report.state === "here") return "Invalidated in this gateway. It shares nothing with others.";
  if (report.state === "shared") return `Invalidated: replicas told: ${report.told}.`;
  return "Invalidated in this gateway. Its Redis is out of reach: the other replicas are told once it is back.";
}

async function post(invalidation: Invalidation, { url, token }: AdminEndpoint): Promise<unknown> {
  const response = await fetch(new URL("/invalidate", url), {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: stringifyJson(invalidation),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

const reportSchema = z.discriminatedUnion("state", [
  z.object({ state: z.literal("here") }),
  z.object({ state: z.literal("shared"), told: z.number() }),
  z.object({ state: z.literal("waiting") }),
]);

const refusalSchema = z.object({ errors: z.array(z.object({ message: z.string() })).min(1) });

function refusals(url: string, answer: unknown): readonly Problem[] {
  const errors = refusalSchema.safeParse(answer).data?.errors ?? [
    { message: "The answer is none of an admin endpoint." },
  ];
  return errors.map(({ message }) => ({
    code: "ADMIN_REFUSED",
    severity: "error",
    message,
    help: `The admin endpoint at ${url} says so.`,
    origin: undefined,
  }));
}

function unreachable(url: string, error: unknown): Problem {
  // What fetch rejects with says only that it failed.
  const cause: unknown = Reflect.get(Object(error), "cause") ?? error;
  return {
    code: "ADMIN_UNREACHABLE",
    severity: "error",
    message: `The admin endpoint must answer, and the one at ${url} does not: ${String(cause)}.`,
    help: "Check admin.host and admin.port, or --url, and that the gateway runs.",
    origin: undefined,
  };
}
