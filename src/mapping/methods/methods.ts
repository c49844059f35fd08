import { flowMethods } from "./flow-methods.ts";
import { keyMethods } from "./key-methods.ts";
import { listMethods } from "./list-methods.ts";
import { logicMethods } from "./logic-methods.ts";
import type { Method } from "./method.ts";
import { numberMethods } from "./number-methods.ts";
import { textMethods } from "./text-methods.ts";

/** All methods of the language by name, but `->as`, which belongs to the grammar. */
export const methods: ReadonlyMap<string, Method> = new Map(
  Object.entries({
    ...listMethods,
    ...logicMethods,
    ...numberMethods,
    ...textMethods,
    ...keyMethods,
    ...flowMethods,
  }),
);
