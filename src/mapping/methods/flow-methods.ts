import { equalJson } from "../equal-json.ts";
import type { Evaluate } from "../evaluation.ts";
import { type Argument, type Method, withArgument } from "./method.ts";

/** Methods that choose what is evaluated next. */
export const flowMethods: Readonly<Record<string, Method>> = {
  echo: withArgument((_input, argument) => argument),
  match: {
    least: 1,
    most: Infinity,
    compile: (args, fail) => {
      const arms = args.map(compileArm);
      return (dollar, input, run) => {
        for (const arm of arms) {
          if (arm === undefined) {
            return fail(run, "->match takes pairs [pattern, value]");
          }
          const pattern = arm.pattern(dollar, input, run);
          if (equalJson(pattern, input)) return arm.value(dollar, input, run);
        }
        return fail(run, "No pair of ->match has that pattern; [@, value] as the last catches all");
      };
    },
  },
};

interface Arm {
  readonly pattern: Evaluate;
  readonly value: Evaluate;
}

/** Only a pair written as a list is one: its value is evaluated where its pattern matches, not before. */
function compileArm({ items }: Argument): Arm | undefined {
  const [pattern, value, ...more] = items ?? [];
  return pattern === undefined || value === undefined || more.length > 0
    ? undefined
    : { pattern, value };
}
