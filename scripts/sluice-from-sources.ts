/**
 * For `node --import`: modules that import "sluice", such as resolvers, get the gateway that runs,
 * from its sources. Without it they would get what was built last.
 */
import { registerHooks } from "node:module";

const url = import.meta.resolve("../src/gateway.ts");

registerHooks({
  resolve(specifier, context, next) {
    return specifier === "sluice" ? { url, shortCircuit: true } : next(specifier, context);
  },
});
