import { type SettingSchema, settingsSchema } from "./settings-schema.ts";

/** The JSON schema of sluice.yaml for editors: wherever a value stands, a variable may stand, too. */
export function editorSchema(): string {
  const schema = {
    title: "Settings of a Sluice gateway",
    ...withVariables(settingsSchema()),
    definitions: {
      variable: {
        type: "string",
        pattern: String.raw`\$\{[A-Za-z_]\w*(:-[^}]*)?\}`,
        description: "A variable of the environment: ${NAME}, or ${NAME:-default}.",
      },
    },
  };
  // Editors do not know what a unit is.
  return JSON.stringify(schema, (key, value: unknown) => (isUnit(key, value) ? undefined : value));
}

function isUnit(key: string, value: unknown): boolean {
  return key === "unit" && typeof value === "string";
}

function withVariables(schema: SettingSchema): Readonly<Record<string, unknown>> {
  const { description, default: initial, ...rest } = schema;
  const inner = {
    ...rest,
    ...(rest.items === undefined ? {} : { items: withVariables(rest.items) }),
    ...(rest.anyOf !== undefined && isGroup(rest) ? { anyOf: rest.anyOf.map(withVariables) } : {}),
    ...(typeof rest.additionalProperties === "object"
      ? { additionalProperties: withVariables(rest.additionalProperties) }
      : {}),
    ...(rest.properties === undefined
      ? {}
      : {
          properties: Object.fromEntries(
            Object.entries(rest.properties).map(([key, child]) => [key, withVariables(child)]),
          ),
        }),
  };
  return {
    ...(description === undefined ? {} : { description }),
    ...(initial === undefined ? {} : { default: initial }),
    ...(isGroup(rest) || isAnyText(rest) ? inner : { anyOf: [inner, variable] }),
  };
}

const variable = { $ref: "#/definitions/variable" };

/** Groups and maps are written out; what may be anything may be a variable anyway. */
function isGroup({ type, anyOf = [] }: SettingSchema): boolean {
  return type === "object" || (type === undefined && anyOf.length === 0) || anyOf.some(isGroup);
}

function isAnyText({ type, enum: words, const: word, pattern }: SettingSchema): boolean {
  return type === "string" && words === undefined && word === undefined && pattern === undefined;
}
