import { type Behaviour, calm } from "./behaviour.ts";

/**
 * Reads changes of behaviour as a person types them: `{"outage":"unavailable"}`.
 *
 * @throws Error when it is no JSON object, or names a behaviour that there is not.
 */
export function readBehaviour(text: string): Partial<Behaviour> {
  const changes: Partial<Behaviour> = JSON.parse(text);
  for (const name of Object.keys(changes)) {
    if (!Object.hasOwn(calm, name)) {
      throw new Error(`There is ${Object.keys(calm).join(", ")}, and no "${name}".`);
    }
  }
  return changes;
}
