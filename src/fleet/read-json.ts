import type { z } from "zod";

/** What a JSON text says, if it is of this shape; undefined for all else: others write into Redis too. */
export function readJson<Schema extends z.ZodType>(
  text: string,
  schema: Schema,
): z.output<Schema> | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
