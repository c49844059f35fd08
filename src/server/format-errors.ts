import { HeaderMap, type HTTPGraphQLHead } from "@apollo/server";
import { GraphQLError, type GraphQLFormattedError } from "graphql";

import { GatewayError } from "../kernel/gateway-error.ts";
import type { Logger } from "../telemetry/logger.ts";
import { bugCode } from "./error-codes.ts";
import { shortMessage } from "./short-message.ts";

export interface ErrorFormatOptions {
  /** Whether clients are shown the message and the stack of a bug. */
  readonly showBugs: boolean;
  readonly log: Logger;
}

/** Errors as a client is shown them. */
interface FormattedErrors {
  readonly errors: readonly GraphQLFormattedError[];
  /** Whether one of them is a bug: in a resolver, or in the gateway. */
  readonly hasBug: boolean;
  /** The status and headers that resolvers asked for with `extensions.http`, as in Apollo Server. */
  readonly http: HTTPGraphQLHead;
}

/** Turns errors into what clients may see of them. */
export interface ErrorFormatter {
  /**
   * Formats the errors of one answer, in their order; or those of one of its parts, where `logged`
   * holds the bugs of the parts before, which are not logged again. Those that are get into it.
   */
  readonly formatErrors: (errors: readonly GraphQLError[], logged?: Set<Error>) => FormattedErrors;
  /** Logs and formats something thrown outside execution that was not meant for clients. */
  readonly formatBug: (bug: unknown) => GraphQLFormattedError;
}

/**
 * Creates the formatter of a server.
 *
 * Shown in full: a {@link GatewayError}, a GraphQLError that a resolver threw, and the errors of
 * the GraphQL semantics, which get the code INTERNAL_SERVER_ERROR as they do in Apollo Server, but
 * for what they quote at length.
 * All else is a bug: it is logged with its stack, once for each answer however many paths it
 * failed, and a client sees "Internal server error" unless `showBugs`.
 */
export function createErrorFormatter({ showBugs, log }: ErrorFormatOptions): ErrorFormatter {
  const formatHidden = showBugs ? explained : masked;
  return {
    formatErrors(errors, logged = new Set()) {
      let hasBug = false;
      const http: HTTPGraphQLHead = { headers: new HeaderMap() };
      const formatted = errors.map((error) => {
        const bug = bugBehind(error);
        if (bug === undefined) return shown(error, http);
        hasBug = true;
        if (!logged.has(bug)) log.error({ err: bug, path: error.path }, bugMessage);
        logged.add(bug);
        return formatHidden(error.toJSON(), bug);
      });
      return { errors: formatted, hasBug, http };
    },

    formatBug(bug) {
      const error = bug instanceof Error ? bug : new Error(`Thrown: ${String(bug)}`);
      log.error({ err: error }, bugMessage);
      return formatHidden({ message: error.message }, error);
    },
  };
}

const bugMessage = "bug in a resolver or in the gateway";

function bugBehind({ originalError }: GraphQLError): Error | undefined {
  const isMeantForClients =
    originalError instanceof GatewayError || originalError instanceof GraphQLError;
  return isMeantForClients ? undefined : originalError;
}

function shown(error: GraphQLError, head: HTTPGraphQLHead): GraphQLFormattedError {
  // Its extensions may have an `http` too: what the source answered, which is a fact to show.
  if (error.originalError instanceof GatewayError) {
    return { ...error.toJSON(), extensions: { ...error.originalError.extensions } };
  }
  const { http, ...extensions } = error.extensions;
  addHead(head, http);
  const isOurs = error.originalError === undefined;
  return {
    ...error.toJSON(),
    message: isOurs ? shortMessage(error.message) : error.message,
    extensions: { ...extensions, code: extensions["code"] ?? bugCode },
  };
}

function explained(error: GraphQLFormattedError, bug: Error): GraphQLFormattedError {
  return { ...error, extensions: { code: bugCode, stacktrace: bug.stack?.split("\n") } };
}

function masked(error: GraphQLFormattedError): GraphQLFormattedError {
  return { ...error, message: "Internal server error", extensions: { code: bugCode } };
}

function addHead(head: HTTPGraphQLHead, http: unknown): void {
  if (typeof http !== "object" || http === null) return;
  if ("status" in http && typeof http.status === "number") head.status = http.status;
  if (!("headers" in http) || !(http.headers instanceof Map)) return;
  for (const [name, value] of http.headers) head.headers.set(String(name), String(value));
}
