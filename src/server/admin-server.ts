import { createHash, timingSafeEqual } from "node:crypto";

import fastify, { type FastifyError, type FastifyInstance, type FastifyRequest } from "fastify";

import type { InvalidationReport } from "../freshness/invalidations.ts";
import { parseJson } from "../kernel/json.ts";
import { type Problem, ProblemsError } from "../kernel/problem.ts";
import type { Logger } from "../telemetry/logger.ts";
import { HttpError, sendError } from "./http-error.ts";
import { listen } from "./listen.ts";

export interface AdminServerOptions {
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
  /** What callers must send as a bearer token. */
  readonly token: string;
  readonly log: Logger;
  /** Takes what a caller has sent. Rejects with ProblemsError when it is no such thing. */
  readonly invalidate: (written: unknown) => Promise<InvalidationReport>;
}

export interface AdminServer {
  /** Listens. Resolves with its address; rejects with ProblemsError when it cannot. */
  readonly start: () => Promise<{ readonly url: string }>;
  readonly stop: () => Promise<void>;
}

/** Creates the endpoint for operators, on an address of its own: nobody comes upon it by chance. */
export function createAdminServer(options: AdminServerOptions): AdminServer {
  const { host, port, token, log, invalidate } = options;
  const app = fastify({ exposeHeadRoutes: false, forceCloseConnections: true });
  readBodies(app);
  answerProblems(app, log);
  allowOnly(app, token);
  app.get("/health", () => ({ status: "ok" }));
  app.post("/invalidate", ({ body }) => invalidate(body));
  return {
    start: async () => ({ url: await listen(app, { host, port, settings: "admin" }) }),
    stop: () => app.close(),
  };
}

function readBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser<string>(
    "application/json",
    { parseAs: "string" },
    (_request, text, done) => {
      try {
        done(null, parseJson(text));
      } catch (error) {
        done(new HttpError(400, `The body must be JSON (${String(error)}).`));
      }
    },
  );
}

/** Whoever does not know the token learns nothing of the endpoint, but whether it is there. */
function allowOnly(app: FastifyInstance, token: string): void {
  const expected = hashOf(token);
  app.addHook("onRequest", (request, reply, done) => {
    const [, given = ""] = /^bearer +(.+)$/i.exec(request.headers.authorization ?? "") ?? [];
    // Hashes have one length, so that the time it takes says nothing of the token.
    const isKnown = timingSafeEqual(hashOf(given), expected);
    if (isKnown || pathOf(request) === "/health") done();
    else sendError(reply.header("www-authenticate", "Bearer"), unauthorized);
  });
}

const unauthorized = new HttpError(
  401,
  "Send the token of admin.token: Authorization: Bearer <token>.",
);

function hashOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

const methods: ReadonlyMap<string, string> = new Map([
  ["/health", "GET"],
  ["/invalidate", "POST"],
]);

function answerProblems(app: FastifyInstance, log: Logger): void {
  app.setNotFoundHandler((request, reply) => {
    const method = methods.get(pathOf(request));
    if (method !== undefined) reply.header("allow", method);
    return sendError(reply, method === undefined ? unknownPath(request) : wrongMethod(request));
  });
  app.setErrorHandler<FastifyError | ProblemsError>((error, _request, reply) => {
    if (error instanceof ProblemsError) {
      const problems = error.problems.map(({ code, message, help }: Problem) => ({
        message: `${message} ${help}`,
        extensions: { code },
      }));
      return reply.code(400).send({ errors: problems });
    }
    const refusal = refusalOf(error);
    if (refusal.statusCode >= 500) log.error({ err: error }, "the admin endpoint failed");
    return sendError(reply, refusal);
  });
}

function refusalOf(error: FastifyError): HttpError {
  const { statusCode = 500, message } = error;
  if (statusCode >= 500) return new HttpError(500, "Internal server error");
  if (statusCode === 413) return new HttpError(413, "The body must be 1 MiB at most.");
  if (statusCode === 415) return new HttpError(415, "The body must be of type application/json.");
  return new HttpError(statusCode, message);
}

function pathOf({ url }: FastifyRequest): string {
  return url.replace(/\?.*/s, "");
}

function wrongMethod(request: FastifyRequest): HttpError {
  const path = pathOf(request);
  return new HttpError(405, `${path} takes ${methods.get(path)}; this is ${request.method}.`);
}

function unknownPath(request: FastifyRequest): HttpError {
  return new HttpError(404, `There is nothing at ${pathOf(request)}. There is POST /invalidate.`);
}
