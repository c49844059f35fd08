import cors from "@fastify/cors";
import fastify, { type FastifyInstance } from "fastify";

import type { CallerRates } from "../admission/caller-rates.ts";
import type { Identity } from "../identity/identity.ts";
import type { Overload } from "../admission/overload.ts";
import type { Clock } from "../kernel/clock.ts";
import type { CallerName } from "../telemetry/caller-name.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { ServerMetrics } from "../telemetry/server-metrics.ts";
import type { Tracing } from "../telemetry/tracing.ts";
import { cutOff } from "./cut-off.ts";
import { Drain } from "./drain.ts";
import { addExplorer, explorerPath } from "./explorer.ts";
import type { GraphqlHandler } from "./graphql-handler.ts";
import { graphqlRoute } from "./graphql-route.ts";
import { HttpError, sendError } from "./http-error.ts";
import { identifyCallers } from "./identify-callers.ts";
import { leave } from "./leave.ts";
import { limitCallers } from "./limit-callers.ts";
import { listen } from "./listen.ts";
import { measureRequests } from "./measure-requests.ts";
import { answerRefusals } from "./refusals.ts";
import { readJsonBodies } from "./request-body.ts";
import { requestIdHeader, requestIdOf } from "./request-id.ts";

export interface HttpServerOptions {
  readonly host: string;
  /** 0: one that is free. */
  readonly port: number;
  /** Where GraphQL is: "/graphql". */
  readonly path: string;
  readonly maxBodyBytes: number;
  /** How long the work for one request may take. */
  readonly requestTimeoutMs: number;
  /** The header by which a request names its lane; undefined: none may. */
  readonly laneHeader?: string | undefined;
  /** Whether a caller's `Cache-Control` may ask for fresher values. Default: it may not. */
  readonly callerControl?: () => boolean;
  /** How long `stop` lets balancers know of it before it refuses anything. Default: not at all. */
  readonly drainDelayMs?: number;
  /** How long `stop` waits for requests in progress. */
  readonly drainTimeoutMs: number;
  /** The browser origins that may read answers, besides the server's own. */
  readonly corsOrigins: readonly (string | RegExp)[];
  /** Whether a browser that asks for "/" is sent to the GraphQL path, which shows it a page. */
  readonly hasLandingPage: boolean;
  /** Whether browsers get GraphiQL, at a path of its own. Default: they do not. */
  readonly hasExplorer?: boolean;
  /** Counts what callers use; undefined: nobody does. */
  readonly callerRates?: CallerRates | undefined;
  /** The proxies in front that say from where a request comes: addresses and networks. Default: none. */
  readonly trustProxy?: readonly string[];
  /** Finds out who sends requests; undefined: nobody is asked. */
  readonly identity?: Identity | undefined;
  /** Says which new requests are refused; undefined: none. It is started and stopped here. */
  readonly overload?: Pick<Overload, "isOn" | "refuses" | "start" | "stop"> | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  /** What logs call a caller. Default: nothing. */
  readonly callerName?: CallerName;
  /** Undefined when nobody collects traces. */
  readonly tracing: Tracing | undefined;
  /** Undefined when nobody collects metrics. */
  readonly metrics?: ServerMetrics | undefined;
}

export interface StopOptions {
  readonly isReplaced?: boolean;
}

export interface HttpServer {
  /** Listens. Resolves with the address of GraphQL; rejects with ProblemsError when it cannot. */
  readonly start: () => Promise<{ readonly url: string }>;
  /** Answers new requests with another handler. Those in progress keep theirs. */
  readonly setHandler: (handler: GraphqlHandler) => void;
  /**
   * Lets the requests in progress finish, for `drainTimeoutMs` at most, while it refuses new ones
   * (503); then closes. Calls after the first wait for the same end.
   *
   * With `isReplaced`, another process listens at the same address already. Then it first answers what
   * still comes on its connections, and asks clients to close them, until none is left, or it is called
   * again without.
   */
  readonly stop: (options?: StopOptions) => Promise<void>;
}

/** Creates the HTTP server in front of a handler: routes, health, CORS, limits, graceful stop. */
export async function createHttpServer(
  options: HttpServerOptions,
  handler: GraphqlHandler,
): Promise<HttpServer> {
  const { path, maxBodyBytes, clock, log, tracing, requestTimeoutMs, hasLandingPage } = options;
  const { callerRates, trustProxy = [] } = options;
  const app = fastify({
    bodyLimit: maxBodyBytes,
    trustProxy: trustProxy.length > 0 && [...trustProxy],
    exposeHeadRoutes: false,
    requestTimeout: receiveTimeoutMs,
    // At `close` nothing is in progress any more, or it has had its time.
    forceCloseConnections: true,
    genReqId: requestIdOf,
    frameworkErrors(error, _request, reply) {
      sendError(reply, new HttpError(400, error.message));
    },
  });
  const drain = new Drain();
  let currentHandler = handler;
  const limited = callerRates && limitCallers(() => currentHandler, callerRates);

  app.addHook("onRequest", (request, reply, done) => {
    reply.header(requestIdHeader, request.id);
    done();
  });
  if (options.metrics !== undefined) measureRequests(app, { metrics: options.metrics, clock });
  readJsonBodies(app);
  const { metrics, callerName } = options;
  answerRefusals(app, { path, maxBodyBytes, log, metrics, callerName });
  addDrain(app, drain, options.overload);
  if (options.corsOrigins.length > 0) {
    await app.register(cors, {
      origin: [...options.corsOrigins],
      methods: ["GET", "HEAD", "POST"],
      exposedHeaders: [
        "Age",
        "Cache-Status",
        "ETag",
        "RateLimit",
        "RateLimit-Policy",
        "Retry-After",
        "Sluice-Mock",
        "X-Request-Id",
      ],
      maxAge: 600,
    });
  }
  addHealth(app, drain, options.overload);
  if (hasLandingPage && path !== "/") addWayToLandingPage(app, path);
  if (options.hasExplorer === true && path !== explorerPath)
    addExplorer(app, { graphqlPath: path });
  app.route({
    method: ["GET", "HEAD", "POST"],
    url: path,
    onRequest: options.identity ? identifyCallers(options.identity, { hasLandingPage }) : [],
    handler: graphqlRoute({
      currentHandler: () => limited ?? currentHandler,
      isLastAnswer: () => drain.closesConnections,
      exchange: {
        wasCutOff: (response) => drain.wasCutOff(response),
        path,
        requestTimeoutMs,
        laneHeader: options.laneHeader?.toLowerCase(),
        callerControl: options.callerControl,
        clock,
        // Asked once: with the level above info, a request builds no line.
        log: log.isLevelEnabled("info") ? log : undefined,
        callerName,
        tracing,
        metrics,
      },
    }),
  });

  let stopped: Promise<void> | undefined;
  const isInHurry = Promise.withResolvers<void>();
  const stop = async (isReplaced: boolean): Promise<void> => {
    if (isReplaced) {
      drain.closeConnections();
      // Idle connections have their time to the end, as clients know it from the header Keep-Alive.
      const patienceMs = app.server.keepAliveTimeout + requestTimeoutMs;
      await Promise.race([leave(app.server, clock, patienceMs), isInHurry.promise]);
    }
    const { drainDelayMs = 0, drainTimeoutMs } = options;
    if (!isReplaced && drainDelayMs > 0 && app.server.listening) {
      log.info({ drainDelayMs }, "leaving: balancers are told");
      drain.announce();
      await new Promise<void>((resolve) => {
        clock.after(drainDelayMs, resolve);
      });
      drain.closeConnections();
      // A balancer that has not noticed is refused a connection, and asks another: nothing was sent yet.
      await leave(app.server, clock, drainTimeoutMs);
    }
    // One whose port was in use has nobody to drain.
    if (app.server.listening) log.info({ inProgress: drain.inProgress }, "draining");
    const end = await drain.start(options.drainTimeoutMs, clock);
    if (end === "timeout") {
      log.warn({ inProgress: drain.inProgress }, "requests cut off");
      await drain.cutOff(lastWordsMs, clock);
    }
    options.overload?.stop();
    await app.close();
  };
  return {
    async start() {
      const url = `${await listen(app, options)}${path}`;
      options.overload?.start();
      return { url };
    },
    setHandler(next) {
      currentHandler = next;
    },
    async stop({ isReplaced = false } = {}) {
      if (!isReplaced) isInHurry.resolve();
      await (stopped ??= stop(isReplaced));
    },
  };
}

/**
 * How long a client may take to send a request, from its first byte to its last; then it is
 * answered 408. Fastify's default is no bound, so that slow uploads could hold all connections.
 */
const receiveTimeoutMs = 60_000;

/** How long a client has to take the answer that its request is cut off with. */
const lastWordsMs = 1000;

const healthPaths: ReadonlySet<string> = new Set(["/livez", "/readyz"]);

function addDrain(
  app: FastifyInstance,
  drain: Drain,
  overload: HttpServerOptions["overload"],
): void {
  const stopping = new HttpError(503, "The gateway is stopping. Send the request again.");
  const overloaded = new HttpError(
    503,
    "The gateway has too much to do. Send the request again later.",
    "OVERLOADED",
  );
  app.addHook("onRequest", (request, reply, done) => {
    if (drain.closesConnections) reply.header("connection", "close");
    const isOfHealth = healthPaths.has(request.url);
    if (drain.isDraining) {
      if (isOfHealth) done();
      else sendError(reply.header("retry-after", "1"), stopping);
    } else if (overload?.isOn === true && !isOfHealth && overload.refuses()) {
      sendError(reply.header("retry-after", "2"), overloaded);
    } else {
      drain.enter(reply.raw, () => cutOff(reply));
      done();
    }
  });
}

/** Who is overloaded is ready all the same: replicas are overloaded together, and none would be left. */
function addHealth(
  app: FastifyInstance,
  drain: Drain,
  overload: HttpServerOptions["overload"],
): void {
  app.get("/livez", () => ({ status: "ok" }));
  app.get("/readyz", (_request, reply) => {
    if (!drain.isAnnounced) return { status: overload?.isOn === true ? "overloaded" : "ready" };
    reply.code(503);
    return { status: "draining" };
  });
}

function addWayToLandingPage(app: FastifyInstance, path: string): void {
  app.get("/", (request, reply) => {
    if (request.headers.accept?.includes("text/html") === true) return reply.redirect(path);
    return reply.callNotFound();
  });
}
