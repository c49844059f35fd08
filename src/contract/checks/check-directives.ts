import type { ConstDirectiveNode, DirectiveDefinitionNode } from "graphql";
import { Kind } from "graphql";

import type { ProblemLog } from "../contract-problem.ts";
import { protectingDirectives, refusedDirectives } from "../directive-definitions.ts";
import type { Definitions } from "../directive-definitions.ts";
import type { DirectiveUses } from "../directive-uses.ts";
import { didYouMean, nearMiss } from "../../kernel/did-you-mean.ts";
import { writtenNameOf } from "../written-name.ts";
import { checkValue } from "./check-value.ts";

export interface DirectiveRules {
  /** All definitions that hold: ours, GraphQL's and the schema's own. */
  readonly definitions: Definitions;
  /** Those that do something here: what is nearly one of their names is no directive of somebody else. */
  readonly effective: ReadonlySet<string>;
  /** Directives of which a place has one only, even where several files define the place. */
  readonly onePerPlace: ReadonlySet<string>;
}

/**
 * Checks every directive of a schema against its definition: known, at a place where it may stand,
 * no more often than it may, with the arguments it has and values of their types.
 *
 * @returns the directives that are as defined, so that they can be read without further checks; and
 *   whether none is misspelt, so that all that the schema says is known.
 */
export function checkDirectives(
  uses: readonly DirectiveUses[],
  rules: DirectiveRules,
  problems: ProblemLog,
): { readonly sound: ReadonlySet<ConstDirectiveNode>; readonly areNamesKnown: boolean } {
  const sound = new Set<ConstDirectiveNode>();
  let areNamesKnown = true;
  const warned = new Set<string>();
  const effective = namesOfEffective(uses, rules);
  for (const place of uses) {
    checkRepetition(place, rules, problems);
    for (const directive of place.directives) {
      const name = directive.name.value;
      const definition = rules.definitions.directives.get(name);
      if (refusedDirectives.has(name)) refuse(directive, problems);
      else if (definition !== undefined) {
        const before = problems.errorCount;
        checkLocation(place, { directive, definition }, problems);
        checkArguments({ directive, definition }, rules.definitions, problems);
        if (problems.errorCount === before) sound.add(directive);
      } else if (protectingDirectives.has(name)) refuseToExpose(directive, problems);
      else if (isMisspelt(withoutPrefix(name), effective)) {
        areNamesKnown = false;
        refuseMisspelt(directive, effective, problems);
      } else if (!warned.has(name)) {
        warned.add(name);
        warnOfUnknown(directive, problems);
      }
    }
  }
  return { sound, areNamesKnown };
}

/** The names of directives that do something; those, too, that files of this schema give them. */
function namesOfEffective(
  uses: readonly DirectiveUses[],
  { effective }: DirectiveRules,
): ReadonlySet<string> {
  const used = uses.flatMap(({ directives }) => directives);
  const written = used.filter(({ name }) => effective.has(name.value)).map(writtenNameOf);
  return new Set([...effective, ...written]);
}

/** Few slips are taken for one: `@internal` is nobody's `@external`. */
function isMisspelt(name: string, effective: ReadonlySet<string>): boolean {
  return nearMiss(name, effective, Math.round(name.length / 6)) !== undefined;
}

/** A name without the prefix of the specification that has it: "federation__". */
function withoutPrefix(name: string): string {
  return name.replace(/^\w+?__/, "");
}

interface Use {
  readonly directive: ConstDirectiveNode;
  readonly definition: DirectiveDefinitionNode;
}

function refuse(directive: ConstDirectiveNode, problems: ProblemLog): void {
  problems.error("UNSUPPORTED_DIRECTIVE", directive, {
    message: `"@${writtenNameOf(directive)}" does not work here yet, and ignoring it would give wrong answers.`,
    help: "Remove it, and fetch the field with a connector of its own.",
  });
}

function refuseToExpose(directive: ConstDirectiveNode, problems: ProblemLog): void {
  problems.error("UNSUPPORTED_DIRECTIVE", directive, {
    message: `"@${writtenNameOf(directive)}" does not work here, and ignoring it would show to everybody what it keeps from some.`,
    help: "Remove it, and have the API decide: send the caller's credentials along (headers: [{ name: …, from: … }]).",
  });
}

/** What it was meant to say would be missing, and be told as the fault of what stands around it. */
function refuseMisspelt(
  directive: ConstDirectiveNode,
  effective: ReadonlySet<string>,
  problems: ProblemLog,
): void {
  const name = writtenNameOf(directive);
  if (effective.has(name)) {
    problems.error("MISSPELT_DIRECTIVE", directive, {
      message: `"@${name}" is what another file calls a directive, and holds there alone.`,
      help: "Link it in this file as well; or define the directive, if it is one of your own.",
    });
    return;
  }
  const known = [...effective].map((it) => `@${it}`);
  problems.error("MISSPELT_DIRECTIVE", directive, {
    message: `There is no directive "@${name}".${didYouMean(`@${withoutPrefix(name)}`, known)}`,
    help: "Correct the name; or define the directive, if it is one of your own.",
  });
}

function warnOfUnknown(directive: ConstDirectiveNode, problems: ProblemLog): void {
  problems.warn("UNKNOWN_DIRECTIVE", directive, {
    message: `"@${writtenNameOf(directive)}" is not defined, and has no effect.`,
    help: "Define it, or remove it.",
  });
}

function checkRepetition(
  { directives, coordinate }: DirectiveUses,
  { definitions, onePerPlace }: DirectiveRules,
  problems: ProblemLog,
): void {
  if (directives.length < 2) return;
  const seen: ConstDirectiveNode[] = [];
  for (const directive of directives) {
    const name = directive.name.value;
    const isOnceOnly = definitions.directives.get(name)?.repeatable === false;
    // Files that define a place together may each say the same harmless thing of it.
    const isRepeated = seen.some(
      (other) =>
        other.name.value === name &&
        (onePerPlace.has(name) || other.loc?.source === directive.loc?.source),
    );
    seen.push(directive);
    if (!isOnceOnly || !isRepeated) continue;
    problems.error("DIRECTIVE_REPEATED", directive, {
      message: `"@${writtenNameOf(directive)}" stands once at a place; "${coordinate}" has it more than once.`,
      help: "Keep one of them.",
    });
  }
}

function checkLocation(
  { location, coordinate }: DirectiveUses,
  { directive, definition }: Use,
  problems: ProblemLog,
): void {
  const locations = definition.locations.map(({ value }) => value);
  if (locations.includes(location)) return;
  problems.error("DIRECTIVE_MISPLACED", directive, {
    message: `"@${writtenNameOf(directive)}" stands on ${locations.join(" or ")}; "${coordinate}" is ${location}.`,
    help: "Move it to where it can stand.",
  });
}

function checkArguments(
  { directive, definition }: Use,
  definitions: Definitions,
  problems: ProblemLog,
): void {
  const { arguments: defined = [] } = definition;
  const { arguments: written = [] } = directive;
  const known = new Map(defined.map((arg) => [arg.name.value, arg]));
  const given = new Set<string>();
  for (const { name, value } of written) {
    given.add(name.value);
    const argument = known.get(name.value);
    if (argument !== undefined) checkValue(value, argument.type, { definitions, problems });
    else {
      problems.error("UNKNOWN_ARGUMENT", name, {
        message: `"@${writtenNameOf(directive)}" has no argument "${name.value}".`,
        help: `Its arguments are: ${[...known.keys()].join(", ")}.${didYouMean(name.value, known.keys())}`,
      });
    }
  }
  for (const { name, type, defaultValue } of known.values()) {
    const isRequired = type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined;
    if (!isRequired || given.has(name.value)) continue;
    problems.error("MISSING_ARGUMENT", directive, {
      message: `"@${writtenNameOf(directive)}" needs the argument "${name.value}".`,
      help: "Add it.",
    });
  }
}
