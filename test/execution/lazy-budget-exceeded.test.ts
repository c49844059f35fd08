import { GraphQLInt, GraphQLObjectType } from "graphql";
import { expect, test } from "vitest";

import { lazyBudgetExceeded } from "../../src/execution/lazy-budget-exceeded.ts";

test.each([
  [0, "is lazy: an operation does not wait for it, and it was not there. It is still"],
  [50, "is lazy: an operation waits 50 ms for it, and it was not there by then. It is still"],
  [90_000, "is lazy: an operation waits 1 min 30 s for it, and it was not there by then."],
])(
  "a lazy field whose budget of %i ms is spent says how long it was waited for",
  (budgetMs, says) => {
    const type = new GraphQLObjectType({ name: "Post", fields: { likes: { type: GraphQLInt } } });
    const { message, extensions } = lazyBudgetExceeded(
      { object: { type }, name: "likes" },
      budgetMs,
    );
    expect(message).toContain(`"Post.likes" ${says}`);
    expect(extensions).toMatchObject({ budgetMs });
  },
);
