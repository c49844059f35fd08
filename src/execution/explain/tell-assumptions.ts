import type { Variables } from "../plan.ts";
import { callingConnector } from "./count-calls.ts";
import type { ExplainedList } from "./explanation.ts";
import type { StepNode } from "./walk-plan.ts";

/** Says what the numbers of an explanation take for granted. */
export function tellAssumptions({
  nodes,
  lists,
  variables,
  types,
}: {
  readonly nodes: readonly StepNode[];
  readonly lists: readonly ExplainedList[];
  readonly variables: Variables | undefined;
  /** How many different objects there are of some types. */
  readonly types: ReadonlyMap<string, number>;
}): readonly string[] {
  const calls = nodes.map(callingConnector).filter((connector) => connector !== undefined);
  const guessed = lists.filter(({ from }) => from.kind === "default");
  const open = guessed.filter(isSliced);
  const unknown = guessed.filter((list) => !isSliced(list));
  const assumed = lists.filter(({ from }) => from.kind === "assumed");
  const seen = lists.filter(({ from }) => from.kind === "observed");
  return [
    ...(calls.length === 0
      ? []
      : ["Nothing is kept yet, and nobody else asks for the same at this moment."]),
    ...(variables === undefined
      ? ["The variables are not known: what @skip and @include decide on is all there."]
      : []),
    ...[...types].map(
      ([name, size]) => `Of ${name} there are ${size} different objects in all, as given.`,
    ),
    ...(unknown.length === 0
      ? []
      : [
          `Nothing says how long ${namesOf(unknown)}: the settings take a list to have so many items.`,
        ]),
    ...(open.length === 0
      ? []
      : [
          `The arguments that say how long ${namesOf(open)} are not known: the settings take a list to have so many items.`,
        ]),
    ...(assumed.length === 0
      ? []
      : [
          `A source is taken to give no more than it is asked for: ${assumed.map(({ name }) => name).join(", ")}. That it does says @listSize.`,
        ]),
    ...(seen.length === 0
      ? []
      : [
          `What is observed is the most that this gateway has met so far: ${seen.map(({ name }) => name).join(", ")}.`,
        ]),
    ...(calls.some(({ batch }) => batch !== undefined)
      ? [
          "A batch counts once: it takes more calls where its URL would be too long, or where a source refuses it and it is halved.",
        ]
      : []),
    ...(calls.length === 0 ? [] : ["A call counts once, however often it is tried again."]),
    ...(nodes.some(({ step }) => step.kind === "resolve")
      ? ["What resolvers call themselves is not counted."]
      : []),
  ];
}

function isSliced({ from }: ExplainedList): boolean {
  return from.kind === "default" && from.arguments.length > 0;
}

function namesOf(lists: readonly ExplainedList[]): string {
  const names = lists.map(({ name }) => name).join(", ");
  return lists.length === 1 ? `${names} is` : `${names} are`;
}
