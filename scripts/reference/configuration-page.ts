import { variableFor } from "../../src/config/environment-layer.ts";
import { leavesOf, settingTree } from "../../src/config/setting-tree.ts";
import { table } from "./table.ts";
import { type SettingSchema, settingsSchema } from "./settings-schema.ts";

/** The page with every setting, from the schema that settings are checked with. */
export function configurationPage(): string {
  const root = settingsSchema();
  const variables = variablesByPath();
  const groups = groupsIn({ path: "", schema: root, around: [] });
  const sections = groups.flatMap((group) => [
    `#${"#".repeat(depthOf(group))} \`${group.path}\``,
    ...(group.schema.description === undefined ? [] : [group.schema.description]),
    ...settingsTable(group, variables),
  ]);
  return [
    ...introduction,
    `The groups: ${groups
      .filter((group) => depthOf(group) === 1)
      .map(({ path }) => `[\`${path}\`](#${anchor(path)})`)
      .join(", ")}.`,
    "## At the top",
    ...settingsTable({ path: "", schema: root, around: [] }, variables),
    ...sections,
  ].join("\n\n");
}

const introduction = [
  "<!-- Written by `npm run codegen` from src/config/. Do not edit. -->",
  "# Configuration reference",
  `Every setting of \`sluice.yaml\`, from the schema that settings are checked with. How file, variables and flags go together, and
what belongs together, is told in [Configuration](../configuration.md). \`<name>\` stands for a name that you give, such as that of a source; in a
variable it is written in capitals, with \`_\` for what is no letter or digit.`,
  table(
    ["What a value is", "How it is written"],
    [
      ["duration", "`250ms`, `30s`, `5m`, `1h`, `1d`"],
      ["size", "bytes, or `512B`, `8KiB`, `64MiB`, `1GiB`"],
      ["share", "`10%` or `0.1`"],
      ["list", "`[a, b]`; in a variable, commas between the items: `a,b`"],
    ],
  ),
  `Editors that know the YAML language server complete all of it where the first line of the file is
\`# yaml-language-server: $schema=./node_modules/sluice/schema/sluice-config.schema.json\`; \`sluice init\` writes it.`,
];

interface Group {
  /** "sources.<name>.retry" */
  readonly path: string;
  readonly schema: SettingSchema;
  /** The groups that it is in. */
  readonly around: readonly Group[];
}

/** A name that is given is no level of its own. */
function depthOf({ path }: Group): number {
  return path.replaceAll(".<name>", "").split(".").length;
}

/** All groups within one, each before those within it. */
function groupsIn(group: Group): readonly Group[] {
  const around = [group, ...group.around];
  return Object.entries(membersOf(group.schema)).flatMap(([key, member]) => {
    const inner = groupOf(member);
    if (inner === undefined || repeated(inner.schema, around) !== undefined) return [];
    // Of lists and maps, what they themselves are is told with what is in them.
    const description = member.description ?? inner.schema.description;
    const schema = { ...inner.schema, ...(description === undefined ? {} : { description }) };
    const found: Group = { path: `${join(group.path, key)}${inner.suffix}`, schema, around };
    return [found].concat(groupsIn(found));
  });
}

/** The settings that something holds: a group itself, each item of a list, each value of a map. */
function groupOf(
  schema: SettingSchema,
): { readonly schema: SettingSchema; readonly suffix: string } | undefined {
  const { items, additionalProperties: values } = schema;
  if (hasMembers(schema)) return isValueToo(schema) ? undefined : { schema, suffix: "" };
  if (items !== undefined && hasMembers(items)) return { schema: items, suffix: "[]" };
  return typeof values === "object" && hasMembers(values)
    ? { schema: values, suffix: ".<name>" }
    : undefined;
}

function hasMembers(schema: SettingSchema): boolean {
  return Object.keys(membersOf(schema)).length > 0;
}

/** Whether something that is no group may stand in its place, such as the text of a secret. */
function isValueToo({ anyOf = [] }: SettingSchema): boolean {
  return anyOf.some((each) => !hasMembers(each));
}

/** The settings of a group by key; where it may be one of several, those of all. */
function membersOf({ properties, anyOf = [] }: SettingSchema): Record<string, SettingSchema> {
  return Object.assign({}, ...anyOf.map(membersOf), properties);
}

/** The group around it in which all of it stands already, such as what a calendar sets. */
function repeated(schema: SettingSchema, around: readonly Group[]): Group | undefined {
  const keys = Object.keys(membersOf(schema));
  return around.find((group) => keys.every((key) => Object.hasOwn(membersOf(group.schema), key)));
}

/** The variables of settings, as code, by their paths; what is in a list, or is a map, has none. */
function variablesByPath(): ReadonlyMap<string, string> {
  return new Map(
    leavesOf(settingTree()).map(({ path }) => [
      path.join(".").replace("*", "<name>"),
      `\`${variableFor(path).replace("*", "<NAME>")}\``,
    ]),
  );
}

function settingsTable(
  { path, schema, around }: Group,
  variables: ReadonlyMap<string, string>,
): readonly string[] {
  const rows = Object.entries(membersOf(schema)).flatMap(([key, member]) => {
    const full = join(path, key);
    const other = hasMembers(member) ? repeated(member, around) : undefined;
    const isToldBelow = groupOf(member)?.suffix === "" || groupOf(member)?.suffix === ".<name>";
    if (isToldBelow && other === undefined) return [];
    const kind = other === undefined ? kindOf(member) : `group, as \`${other.path}\``;
    const isRequired = schema.required?.includes(key) === true;
    const initial = isRequired ? "required" : defaultOf(member);
    const variable = variables.get(full) ?? "";
    return [[`\`${full}\``, kind, initial, variable, member.description ?? ""]];
  });
  const header = ["Key", "Value", "Default", "Variable", "What it is"];
  return rows.length === 0 ? [] : [table(header, rows)];
}

function defaultOf({ default: initial }: SettingSchema): string {
  if (initial === undefined) return "none";
  return `\`${typeof initial === "string" ? initial : JSON.stringify(initial)}\``;
}

function kindOf(schema: SettingSchema): string {
  const { type, unit, enum: words, const: word, anyOf, items, minimum, maximum } = schema;
  if (unit !== undefined) return unit === "bytes" ? "size" : unit;
  if (word !== undefined) return `\`${word}\``;
  if (words !== undefined) return words.map((each) => `\`${each}\``).join(", ");
  if (anyOf !== undefined) return anyOf.map(kindOf).join(" or ");
  if (items !== undefined) return hasMembers(items) ? "list of groups" : `list of ${kindOf(items)}`;
  if (type === "boolean") return "`true` or `false`";
  if (type === "object") return hasMembers(schema) ? groupWith(schema) : mapOf(schema);
  if (type !== "integer" && type !== "number") return "text";
  const bounds = [minimum, maximum].map((bound) => (bound === undefined ? "" : String(bound)));
  return `${type === "integer" ? "whole " : ""}number, ${bounds.join(" to ")}`;
}

function groupWith(schema: SettingSchema): string {
  const keys = Object.keys(membersOf(schema)).map((key) => `\`${key}\``);
  return `group with ${keys.join(", ")}`;
}

function mapOf({ additionalProperties: values }: SettingSchema): string {
  const isFree = typeof values !== "object" || Object.keys(values).length === 0;
  return isFree ? "map" : `map of ${kindOf(values)}`;
}

function join(path: string, key: string): string {
  return path === "" ? key : `${path}.${key}`;
}

/** As pages of Markdown name a heading. */
function anchor(heading: string): string {
  return heading.toLowerCase().replaceAll(/[^\w -]/g, "");
}
