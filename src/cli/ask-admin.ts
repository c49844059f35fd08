import { z } from "zod";

import type { Invalidation } from "../freshness/invalidation.ts";
import { parseJson, stringifyJson } from "../kernel/json.ts";
import { type Problem, ProblemsError } from "../kernel/problem.ts";
import type { AdminEndpoint } from "./admin-endpoint.ts";
import { reasonOf } from "../kernel/reason-of.ts";

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
  const report = reportSchema.safeParse(answer.body).data;
  if (report === undefined) throw new ProblemsError(refusals(url, answer));
  if (report.state === "shared") return `Invalidated: replicas told: ${report.told}.`;
  const here = `Invalidated in the gateway at ${url}.`;
  return report.state === "here"
    ? `${here} It shares nothing with others.`
    : `${here} Its Redis is out of reach: the other replicas are told once it is back.`;
}

interface Answer {
  readonly status: number;
  /** Undefined where it is not JSON. */
  readonly body: unknown;
}

async function post(invalidation: Invalidation, { url, token }: AdminEndpoint): Promise<Answer> {
  const response = await fetch(new URL("/invalidate", url), {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
    body: stringifyJson(invalidation),
    signal: AbortSignal.timeout(10_000),
  });
  const text = await response.text();
  return { status: response.status, body: jsonOf(text) };
}

function jsonOf(text: string): unknown {
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

function refusals(url: string, { status, body }: Answer): readonly Problem[] {
  const refused = { code: "ADMIN_REFUSED", severity: "error", origin: undefined } as const;
  if (status === 401) {
    const message = `The admin endpoint at ${url} refuses the token that it was sent.`;
    const help = "Give the admin.token of that gateway: with --token, or as admin.token here.";
    return [{ ...refused, message, help }];
  }
  const errors = refusalSchema.safeParse(body).data?.errors;
  // An admin endpoint has this path; a gateway answers others in the same form.
  if (errors === undefined || status === 404) {
    const message = `What answers at ${url} is no admin endpoint (status ${status}).`;
    const help =
      "The admin endpoint has a port of its own, admin.port, which is not that of GraphQL: check --url, or admin.host and admin.port.";
    return [{ ...refused, message, help }];
  }
  const help = `The admin endpoint at ${url} says so.`;
  return errors.map(({ message }): Problem => Object.assign({ message, help }, refused));
}

function unreachable(url: string, error: unknown): Problem {
  return {
    code: "ADMIN_UNREACHABLE",
    severity: "error",
    message: `The admin endpoint must answer, and the one at ${url} does not: ${reasonOf(error)}.`,
    help: "Check admin.host and admin.port, or --url, and that the gateway runs.",
    origin: undefined,
  };
}
