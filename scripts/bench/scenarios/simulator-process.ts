import { systemClock } from "../../../src/kernel/clock.ts";
import type { Behaviour } from "../../../test/support/simulator/behaviour.ts";
import { startSimulator } from "../../../test/support/simulator/simulator.ts";
import { sharedNowMs, type SimulatorOrder } from "./remote-simulator.ts";

// A process with a simulator in it, so that it takes neither time nor memory of the gateway's:
// `simulator-process.ts BEHAVIOUR`. Tells its address, then carries out orders.

const behaviour: Partial<Behaviour> = JSON.parse(process.argv[2] ?? "{}");
const clock = { ...systemClock, nowMs: sharedNowMs };
const simulator = await startSimulator({ behaviour, clock, keptCalls: 1_000_000 });
process.on("message", (order: SimulatorOrder) => void carryOut(order));
process.on("disconnect", () => process.exit());
process.send?.(simulator.url);

async function carryOut(order: SimulatorOrder): Promise<void> {
  if (order.kind === "set") await simulator.set(order.changes);
  process.send?.(order.kind === "calls" ? simulator.calls.slice(order.from) : []);
}
