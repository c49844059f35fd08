import { loadConfig } from "../config/load-config.ts";
import { completeSettings } from "../config/resolve-config.ts";
import type { Gateway } from "../gateway.ts";
import { createLogger } from "../telemetry/logger.ts";
import { Channel, type Port, toFailure } from "../workers/channel.ts";
import type { AskedOfPrimary, AskedOfWorker, EndWay } from "../workers/questions.ts";
import { openSeat, type Seat } from "../workers/seat.ts";
import type { CommandContext, ExitStatus } from "./command-context.ts";
import type { ServeOptions } from "./serve-options.ts";
import { type StartedGateway, startGateway } from "./start-gateway.ts";

/**
 * Runs one of several gateways of a machine, until the primary process asks it to end. It tells that
 * process what goes wrong with its start, and writes none of it. Signals are for the primary process:
 * a terminal sends them to all.
 */
export async function serveAsWorker(
  options: Pick<ServeOptions, "configFile" | "flags">,
  context: CommandContext,
  port: Port,
): Promise<ExitStatus> {
  context.onHangup(() => undefined);
  const { promise: gateway, resolve: open } = Promise.withResolvers<Gateway>();
  const { promise: asked, resolve: end } = Promise.withResolvers<EndWay>();
  const channel = new Channel<AskedOfPrimary, AskedOfWorker>(port, {
    tune: async (settings) => (await gateway).tune(completeSettings(settings)),
    invalidate: async (invalidation) => await (await gateway).invalidate(invalidation),
    forget: (invalidation) => forget(invalidation),
    metrics: async () => (await (await gateway).metrics()) ?? "",
    end(way) {
      end(way);
      // One that leaves already, with time for idle connections, has none any more when all stop.
      void gateway.then((opened) => opened.stop({ isReplaced: way === "replaced" }));
    },
  });
  const ask: typeof channel.ask = (...question) => channel.ask(...question);
  const part = await ask("join", undefined, joinDeadlineMs);
  const { seat, forget } = openSeat(part, ask);
  try {
    const started = await startWorker(options, context, { seat, number: part.number });
    open(started.gateway);
    await ask("started", started.url, joinDeadlineMs);
    const way = await asked;
    await started.gateway.stop({ isReplaced: way === "replaced" });
    return 0;
  } catch (error) {
    await ask("failed", toFailure(error), joinDeadlineMs);
    return 1;
  } finally {
    port.close();
  }
}

async function startWorker(
  { configFile: file, flags }: Pick<ServeOptions, "configFile" | "flags">,
  { env, cwd }: CommandContext,
  { seat, number }: { readonly seat: Seat; readonly number: number },
): Promise<StartedGateway> {
  const config = loadConfig({ file, flags, env, cwd });
  const log = createLogger({
    mode: "production",
    level: config.log.level,
    isTerminal: false,
    isShared: true,
  }).child({ worker: number });
  return await startGateway({ config, mode: "production", log }, seat);
}

/** A primary process that does not answer for so long is not there. */
const joinDeadlineMs = 60_000;
