import { type DirectiveDefinitionNode, parse } from "graphql";

import { definitionsOf } from "./directive-definitions.ts";

/**
 * Adds `@defer` and `@stream` to the directives that callers see. Where a schema defines directives
 * of these names itself, callers get the ones that the gateway follows.
 */
export function withIncrementalDirectives(
  own: ReadonlyMap<string, DirectiveDefinitionNode>,
): ReadonlyMap<string, DirectiveDefinitionNode> {
  return new Map([...own, ...definitionsOf(parse(sdl)).directives]);
}

/** As graphql-js 17 has them. graphql-js 16, which parses and validates here, has neither. */
const sdl = `
"""
The fields of this fragment may be answered after the others, so that these need not wait for them.
Only for clients that take an answer in parts: the others get all of it at once.
"""
directive @defer(
  "Whether they may."
  if: Boolean! = true
  "Names the fragment in the parts of the answer. No other @defer or @stream of the document may have it."
  label: String
) on FRAGMENT_SPREAD | INLINE_FRAGMENT

"""
The items of this list may be answered one after the other, so that the first need not wait for the last.
Only for clients that take an answer in parts: the others get all of them at once.
"""
directive @stream(
  "Whether they may."
  if: Boolean! = true
  "Names the list in the parts of the answer. No other @defer or @stream of the document may have it."
  label: String
  "How many of its items come with the fields around the list."
  initialCount: Int = 0
) on FIELD
`;
