import type { GraphQLSchema } from "graphql";

import { buildApiSchema, documentOf } from "./api-schema.ts";
import { checkDirectives } from "./checks/check-directives.ts";
import { checkHiddenTypes } from "./checks/check-hidden-types.ts";
import { checkRoots } from "./checks/check-roots.ts";
import { checkDuplicates, checkSchema, checkTypeNames } from "./checks/check-sdl.ts";
import type { ProblemLog } from "./contract-problem.ts";
import { protectingDirectives, refusedDirectives } from "./directive-definitions.ts";
import type { KnownDefinitions } from "./directive-definitions.ts";
import { directiveUsesOf } from "./directive-uses.ts";
import { withIncrementalDirectives } from "./incremental-directives.ts";
import { linkFile } from "./linked-file.ts";
import type { LinkedSchema } from "./linked-schema.ts";
import { mergeTypes } from "./merge-types.ts";
import { ownDirectivesOf } from "./own-directives.ts";
import { parseFiles } from "./parse-files.ts";
import type { SchemaFile } from "./schema-files.ts";
import { specificationTypesOf } from "./specification-types.ts";
import { definitionOfType } from "./type-parts.ts";

/**
 * Makes one schema of all files: parses them, undoes the renaming of directives, merges the types,
 * and checks all that GraphQL itself and the directives' definitions ask for.
 *
 * @returns the schema with everything in it; `buildApi` gives the part of it that callers see, and
 *   must not be called when there are errors.
 * @throws ProblemsError at once for syntax errors: what a broken file defines is not known.
 */
export function linkSchema(
  files: readonly SchemaFile[],
  known: KnownDefinitions,
  problems: ProblemLog,
): { readonly schema: LinkedSchema; readonly buildApi: () => GraphQLSchema } {
  const parsed = parseFiles(files, problems);
  problems.throwIfErrors();

  const linked = parsed.map((file) => linkFile(file, problems));
  const beforeTypes = problems.errorCount;
  for (const file of linked) checkDuplicates(file, problems);
  const types = mergeTypes(linked, specificationTypesOf(linked, known), problems);
  const own = ownDirectivesOf(linked, known);
  checkRoots({ files: linked, types }, problems);
  checkTypeNames(documentOf(types.all.values(), [...own.values()]), problems);
  checkHiddenTypes(types, problems);
  const areTypesSound = problems.errorCount === beforeTypes;

  const { standard, connect, sluice } = known;
  const ownTypes = [...types.all].map(([name, type]) => [name, definitionOfType(type)] as const);
  const definitions = {
    directives: new Map([
      ...own,
      ...standard.directives,
      ...connect.directives,
      ...sluice.directives,
    ]),
    types: new Map([...ownTypes, ...connect.types, ...sluice.types]),
  };
  const beforeDirectives = problems.errorCount;
  const { sound: soundDirectives, areNamesKnown } = checkDirectives(
    directiveUsesOf(linked, types),
    {
      definitions,
      effective: new Set([
        ...connect.directives.keys(),
        ...sluice.directives.keys(),
        ...refusedDirectives,
        ...protectingDirectives,
      ]),
      onePerPlace: new Set([...sluice.directives.keys(), "cacheControl"]),
    },
    problems,
  );
  let api: GraphQLSchema | undefined;
  const buildApi = (): GraphQLSchema =>
    (api ??= buildApiSchema(types, withIncrementalDirectives(own).values()));
  // graphql-js throws at the first wrong @deprecated or unknown type; each has its problem by now.
  if (areTypesSound && problems.errorCount === beforeDirectives) checkSchema(buildApi(), problems);
  return { schema: { files: linked, types, soundDirectives, areNamesKnown }, buildApi };
}
