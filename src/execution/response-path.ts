import type { FieldPlan } from "./plan.ts";

/** The response keys of a field and those around it, without the places in lists: "posts.user". */
export function responsePath(field: FieldPlan | undefined): string {
  const keys: string[] = [];
  for (let each = field; each !== undefined; each = each.object.field) {
    keys.unshift(each.responseKey);
  }
  return keys.join(".");
}
