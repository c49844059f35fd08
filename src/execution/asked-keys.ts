import type { Key, Outcome } from "../connectors/outcome.ts";
import { GatewayError } from "../kernel/gateway-error.ts";
import { propertiesOf } from "./complete.ts";
import { parentAt } from "./known-parent.ts";
import type { Arguments, FetchStep, FillStep } from "./plan.ts";
import type { Place } from "./wave.ts";

/** What a step asks its connector for. */
export interface AskedKeys {
  /** Distinct. */
  readonly keys: readonly Key[];
  /**
   * For each object at the place the position of its key; its outcome, where that is known already;
   * undefined where there is nothing to ask for.
   */
  readonly slots: readonly (number | Outcome | undefined)[];
}

/** Makes the keys of all objects at a place: one for all that are equal. */
export function askedKeys(step: FetchStep | FillStep, place: Place, args: Arguments): AskedKeys {
  const keys: Key[] = [];
  const positions = new Map<string, number>();
  const slots: (number | Outcome | undefined)[] = [];
  const { isOptional, columns, encoder } = step;
  for (let index = 0; index < place.values.length; index += 1) {
    if (isOptional && isThere(step, place.values[index])) {
      slots.push(undefined);
      continue;
    }
    const parent = columns.length === 0 ? place.values[index] : parentAt(place, columns, index);
    if (parent instanceof GatewayError) {
      slots.push({ kind: "error", error: parent });
      continue;
    }
    const id = encoder.idOf(args, parent);
    if (id === undefined) {
      slots.push(undefined);
      continue;
    }
    let position = positions.get(id);
    if (position === undefined) {
      position = keys.push(encoder.keyOf(id, args, parent)) - 1;
      positions.set(id, position);
    }
    slots.push(position);
  }
  return { keys, slots };
}

/** Whether an object from a resolver holds all the fields of a step already. */
function isThere(step: FetchStep | FillStep, value: unknown): boolean {
  const own = propertiesOf(value);
  const fields = step.kind === "fill" ? step.fields : [step.field];
  return fields.every(({ name }) => own[name] !== undefined);
}
