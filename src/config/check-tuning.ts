import { didYouMean } from "../kernel/did-you-mean.ts";
import type { Problem } from "../kernel/problem.ts";
import { checkSettings } from "./check-settings.ts";
import { type ConfigLayer, type Settings, formatPath } from "./config-layer.ts";
import { tunableKeys } from "./source-config.ts";

export interface Tuning {
  readonly source: string;
  /** In the form of sluice.yaml, below the source's name. */
  readonly settings: Settings;
  /** The sources that the schema has; undefined where that is not known. */
  readonly sourceNames?: readonly string[];
}

/** What is wrong with a tuning, by the rules of sluice.yaml; nothing if it may come into force. */
export function checkTuning({ source, settings, sourceNames }: Tuning): readonly Problem[] {
  if (sourceNames !== undefined && !sourceNames.includes(source)) {
    return [unknownSource(source, sourceNames)];
  }
  const fixed = Object.keys(settings).filter((key) => fixedKeys.has(key));
  const { problems = [] } = checkSettings([
    { values: { sources: { [source]: settings } }, place: namedBelowSource },
  ]);
  return [...fixed.map(cannotBeTuned), ...problems];
}

/** What only the file may say. */
const fixedKeys = new Set(["baseUrl", "config", "schedule"]);

const namedBelowSource: ConfigLayer["place"] = (path) => ({
  name: formatPath(path.slice(2)),
  origin: undefined,
});

function unknownSource(source: string, sourceNames: readonly string[]): Problem {
  return {
    code: "UNKNOWN_SOURCE",
    severity: "error",
    message: `A tuning must name a source that the schema has, and it has no "${source}".`,
    help: `It has ${sourceNames.join(", ")}.${didYouMean(source, sourceNames)}`,
    origin: undefined,
  };
}

function cannotBeTuned(key: string): Problem {
  return {
    code: "CONFIG_NOT_TUNABLE",
    severity: "error",
    message: `A tuning may set what can change while calls are under way, and ${key} cannot.`,
    help: `It may set ${tunableKeys.join(", ")}. Set ${key} in the file, and restart.`,
    origin: undefined,
  };
}
