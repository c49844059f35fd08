import { type Clock, systemClock } from "../kernel/clock.ts";
import { portToPrimary } from "../workers/fork-workers.ts";
import type { CommandContext, ExitStatus } from "./command-context.ts";
import { type SignalledProcess, stopOnSignals } from "./stop-on-signals.ts";

/** The part of the process that a command is run in. */
export interface CommandProcess
  extends SignalledProcess, Pick<CommandContext, "stdin" | "stdout" | "stderr" | "env"> {
  /** The arguments, after node and the script. */
  readonly argv: readonly string[];
  readonly cwd: () => string;
  exitCode?: number | string | null | undefined;
}

type Command = (args: readonly string[], context: CommandContext) => Promise<ExitStatus>;

/**
 * Runs a command as what its process is for. Signals ask it to stop; once it has ended the process
 * ends with its status, after a second at the latest: what still keeps it is no work of ours, such
 * as an exporter that tries a dead collector again.
 */
export async function runInProcess(
  command: Command,
  target: CommandProcess,
  clock: Clock = systemClock,
): Promise<void> {
  const status = await command(target.argv.slice(2), {
    stdin: target.stdin,
    stdout: target.stdout,
    stderr: target.stderr,
    env: target.env,
    cwd: target.cwd(),
    stop: stopOnSignals(target),
    onHangup: (listener) => void target.on("SIGHUP", listener),
    primary: portToPrimary(),
  });
  target.exitCode = status;
  // The clock's timers keep no process alive, so that one with nothing left to do ends at once.
  clock.after(lingerMs, () => target.exit(status));
}

const lingerMs = 1000;
