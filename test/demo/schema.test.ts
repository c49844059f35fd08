import { globSync, readFileSync } from "node:fs";

import { Kind, type ObjectTypeDefinitionNode, parse, valueFromASTUntyped, visit } from "graphql";
import { describe, expect, test } from "vitest";

const documents = globSync("schema/demo/*.graphql").map((file) =>
  parse(readFileSync(file, "utf8")),
);

describe("the demo's schema", () => {
  test("says of every field and input what it is", () => {
    const silent: string[] = [];
    for (const document of documents) {
      visit(document, {
        FieldDefinition: tellSilent,
        InputObjectTypeDefinition: tellSilent,
      });
    }
    expect(silent).toEqual([]);

    function tellSilent(node: { description?: unknown; name: { value: string } }): void {
      if (node.description === undefined) silent.push(node.name.value);
    }
  });

  test("gives every type a contract with an owner and a ttl", () => {
    const types = documents
      .flatMap(({ definitions }) => definitions)
      .filter((definition) => definition.kind === Kind.OBJECT_TYPE_DEFINITION)
      .filter(({ name }) => !["Query", "Mutation"].includes(name.value));

    expect(types).toHaveLength(9);
    for (const type of types) {
      expect.soft(freshnessOf(type), type.name.value).toMatchObject({
        ttl: expect.stringMatching(/^\d+(?:s|m|h)$/),
        owner: expect.stringMatching(/^team-/),
      });
    }
  });
});

function freshnessOf({ directives = [] }: ObjectTypeDefinitionNode): Record<string, unknown> {
  const freshness = directives.find(({ name }) => name.value === "freshness");
  return Object.fromEntries(
    (freshness?.arguments ?? []).map(({ name, value }) => [name.value, valueFromASTUntyped(value)]),
  );
}
