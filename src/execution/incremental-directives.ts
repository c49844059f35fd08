import {
  DirectiveLocation,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLInt,
  GraphQLNonNull,
  GraphQLString,
} from "graphql";

const condition = { type: new GraphQLNonNull(GraphQLBoolean), defaultValue: true };

/** `@defer` (incremental delivery): a fragment that the rest of the answer does not wait for. */
export const deferDirective = new GraphQLDirective({
  name: "defer",
  locations: [DirectiveLocation.FRAGMENT_SPREAD, DirectiveLocation.INLINE_FRAGMENT],
  args: { if: condition, label: { type: GraphQLString } },
});

/** `@stream` (incremental delivery): a list whose end the rest of the answer does not wait for. */
export const streamDirective = new GraphQLDirective({
  name: "stream",
  locations: [DirectiveLocation.FIELD],
  args: {
    if: condition,
    label: { type: GraphQLString },
    initialCount: { type: GraphQLInt, defaultValue: 0 },
  },
});

/** The directives whose variables decide how an operation is planned. */
export const planningDirectives: ReadonlySet<string> = new Set([
  "skip",
  "include",
  "defer",
  "stream",
]);
