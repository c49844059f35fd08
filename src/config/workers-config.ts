import { wholeNumberOr } from "./value.ts";

/** How many processes answer. */
export const workers = wholeNumberOr("auto", { min: 1, max: 512 })
  .default(1)
  .describe(
    "How many processes answer, in `sluice serve`; `auto` is one for each processor. With 1 there is no process but the command's own. Flag `--workers`, `-w`.",
  );
