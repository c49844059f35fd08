import { z } from "zod";

import { configSchema } from "../../src/config/config.ts";
import { writtenValue } from "./written-value.ts";

/** JSON Schema of a setting, or of a group of them, as far as ours goes. */
export interface SettingSchema {
  readonly description?: string;
  readonly type?: string | readonly string[];
  /** What text stands for: "duration", "bytes" or "share". */
  readonly unit?: string;
  readonly default?: unknown;
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly anyOf?: readonly SettingSchema[];
  readonly items?: SettingSchema;
  readonly properties?: Readonly<Record<string, SettingSchema>>;
  /** Of a map: what each value is. */
  readonly additionalProperties?: SettingSchema | boolean;
  readonly required?: readonly string[];
}

/** Everything that sluice.yaml may say, with defaults as they are written there. */
export function settingsSchema(): SettingSchema {
  const schema = z.toJSONSchema(configSchema, {
    target: "draft-7",
    io: "input",
    unrepresentable: "any",
    override({ zodSchema, jsonSchema }) {
      // Of what is read from text, zod leaves the default out, as it is one of what is made of it.
      if (zodSchema instanceof z.ZodDefault) {
        const written = writtenValue(zodSchema.def.defaultValue, unitOf(jsonSchema));
        jsonSchema.default = JSON.parse(JSON.stringify(written));
      }
      // That of a group says nothing: it is what its settings have.
      if (jsonSchema.properties !== undefined) delete jsonSchema.default;
      // Names of zod's own.
      delete jsonSchema.format;
      delete jsonSchema.propertyNames;
      // Numbers that are no more than safe integers are not bounded by anybody.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  const { definitions: _, ...rest }: SettingSchema & { readonly definitions?: unknown } =
    JSON.parse(JSON.stringify(schema), (_key, value: unknown) => (isReference(value) ? {} : value));
  return rest;
}

/** What a number stands for, also where a word may stand in its place. */
function unitOf({ unit, anyOf }: z.core.JSONSchema.BaseSchema): string | undefined {
  return typeof unit === "string" ? unit : anyOf?.map(unitOf).find((each) => each !== undefined);
}

/** The only thing that refers to itself is any JSON value. */
function isReference(value: unknown): boolean {
  return typeof value === "object" && value !== null && "$ref" in value;
}
