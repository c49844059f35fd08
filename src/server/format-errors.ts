import { HeaderMap, type HTTPGraphQLHead } from "@apollo/server";
import { GraphQLError, type GraphQLFormattedError } from "graphql";

import { GatewayError } from "../kernel/gateway-error.ts";
import type { Logger } from "../telemetry/logger.ts";

export interface ErrorFormatOptions {
  /** Whether clients are shown the message and the stack of a bug. */
  readonly showBugs: boolean;
  readonly log: Logger;
}

/** Errors as a client is shown them. */
export interface FormattedErrors {
  readonly errors: readonly GraphQLFormattedError[];
  /** Whether one of them is a bug: in a resolver, or in the gateway. */
  readonly hasBug: boolean;
  /** The status and headers that resolvers asked for with `extensions.http`, as in Apollo Server. */
  readonly http: HTTPGraphQLHead;
}

/** Formats the errors of one answer, in their order. */
export type FormatErrors = (errors: readonly GraphQLError[]) => FormattedErrors;

const bugCode = "INTERNAL_SERVER_ERROR";

/**
 * Creates what turns errors into what clients may see of them.
 *
 * Shown in full: a {@link GatewayError}, a GraphQLError that a resolver threw, and the errors of
 * the GraphQL semantics, which get the code INTERNAL_SERVER_ERROR as they do in Apollo Server.
 * All else is a bug: it is logged with its stack, once for each answer however many paths it
 * failed, and a client sees "Internal server error" unless `showBugs`.
 */
export function createErrorFormatter({ showBugs, log }: ErrorFormatOptions): FormatErrors {
  return (errors) => {
    const bugs = new Set<Error>();
    const http: HTTPGraphQLHead = { headers: new HeaderMap() };
    const formatted = errors.map((error) => {
      const bug = bugBehind(error);
      if (bug === undefined) return shown(error, http);
      if (!bugs.has(bug))
        log.error({ err: bug, path: error.path }, "bug in a resolver or the gateway");
      bugs.add(bug);
      return showBugs ? explained(error, bug) : masked(error);
    });
    return { errors: formatted, hasBug: bugs.size > 0, http };
  };
}

function bugBehind({ originalError }: GraphQLError): Error | undefined {
  const isMeantForClients =
    originalError instanceof GatewayError || originalError instanceof GraphQLError;
  return isMeantForClients ? undefined : originalError;
}

function shown(error: GraphQLError, head: HTTPGraphQLHead): GraphQLFormattedError {
  const all =
    error.originalError instanceof GatewayError ? error.originalError.extensions : error.extensions;
  const { http, ...extensions } = all;
  addHead(head, http);
  return { ...error.toJSON(), extensions: { ...extensions, code: extensions["code"] ?? bugCode } };
}

function explained(error: GraphQLError, bug: Error): GraphQLFormattedError {
  return { ...error.toJSON(), extensions: { code: bugCode, stacktrace: bug.stack?.split("\n") } };
}

function masked(error: GraphQLError): GraphQLFormattedError {
  return { ...error.toJSON(), message: "Internal server error", extensions: { code: bugCode } };
}

function addHead(head: HTTPGraphQLHead, http: unknown): void {
  if (typeof http !== "object" || http === null) return;
  if ("status" in http && typeof http.status === "number") head.status = http.status;
  if (!("headers" in http) || !(http.headers instanceof Map)) return;
  for (const [name, value] of http.headers) head.headers.set(String(name), String(value));
}
