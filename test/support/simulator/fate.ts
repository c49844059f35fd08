import type { Behaviour } from "./behaviour.ts";
import type { Random } from "./random.ts";
import type { Reply } from "./reply.ts";

/** What goes wrong with a call whose work is done: nothing, or what there is in place of its reply. */
export function drawFate(behaviour: Behaviour, random: Random): Partial<Reply> {
  const [isError, isDropped, isHalf] = [
    random() < behaviour.errorShare,
    random() < behaviour.dropShare,
    random() < behaviour.halfShare,
  ];
  return {
    ...(isError && { status: behaviour.errorStatus, body: { error: "something went wrong" } }),
    ...(isHalf && { cut: "half" }),
    ...(isDropped && { cut: "dropped" }),
  };
}
