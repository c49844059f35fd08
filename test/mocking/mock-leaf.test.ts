import { buildSchema, GraphQLScalarType, type GraphQLLeafType, isLeafType } from "graphql";
import { describe, expect, test } from "vitest";

import { mockLeaf } from "../../src/mocking/mock-leaf.ts";
import { Seed } from "../../src/mocking/seed.ts";
import { textByName } from "../../src/mocking/text-by-name.ts";

const schema = buildSchema(
  `type Query { ${["DateTime", "Date", "JSON", "URL", "EmailAddress", "UUID", "BigInt", "Decimal", "PositiveInt", "Thing", "Colour"].map((name) => `as${name}: ${name}`).join(" ")} int: Int float: Float boolean: Boolean id: ID string: String }
  ${["DateTime", "Date", "JSON", "URL", "EmailAddress", "UUID", "BigInt", "Decimal", "PositiveInt", "Thing"].map((name) => `scalar ${name}`).join(" ")}
  enum Colour { RED GREEN }`,
);

const object = new Seed("an object");

function leaf(
  typeName: string,
  name = "value",
  typeNameOfParent = "Thing",
  type = typeOf(typeName),
) {
  return mockLeaf(type, { name, typeName: typeNameOfParent, object, seed: object.at(name) });
}

function typeOf(name: string): GraphQLLeafType {
  const type = schema.getType(name);
  if (!isLeafType(type)) throw new Error(`no leaf ${name}`);
  return type;
}

const text = (name: string, typeName = "Thing"): unknown =>
  textByName({ name, typeName, object, seed: object.at(name) });

test.each([
  ["email", /^[a-z]+\.[a-z]+@example\.com$/],
  ["emailAddress", /@example\.com$/],
  ["username", /^[a-z]+\.[a-z]+$/],
  ["firstName", /^[A-Z][a-z]+$/],
  ["last_name", /^[A-Z][a-z]+$/],
  ["fullName", /^[A-Z][a-z]+ [A-Z][a-z]+$/],
  ["createdBy", /^[A-Z][a-z]+ [A-Z][a-z]+$/],
  ["companyName", / /],
  ["avatarUrl", /^https:\/\/example\.com\/images\/.*\.png$/],
  ["websiteURL", /^https:\/\/example\.com\/[a-z]+-[a-z]+$/],
  ["phoneNumber", /^\+1-202-555-01\d\d$/],
  ["street", /^\d+ [A-Z]/],
  ["suite", /^Suite \d+$/],
  ["zipcode", /^\d{5}$/],
  ["city", /^[A-Z]/],
  ["region", /^[A-Z]/],
  ["countryCode", /^[A-Z]{2}$/],
  ["country", /^[A-Z][a-z]+$/],
  ["currency", /^[A-Z]{3}$/],
  ["locale", /^[a-z]{2}$/],
  ["timeZone", /^(UTC|\w+\/\w+)$/],
  ["lat", /^-?\d+\.\d{4}$/],
  ["lng", /^-?\d+\.\d{4}$/],
  ["color", /^#[\da-f]{6}$/],
  ["jobTitle", /^[A-Z]/],
  ["price", /^\d+(\.\d+)?$/],
  ["createdAt", /^202[23]-\d\d-\d\dT[\d:.]+Z$/],
  ["birthday", /^\d{4}-\d\d-\d\d$/],
  ["startTime", /^\d\d:\d\d:\d\d$/],
  ["duration", /^PT\d+M$/],
  ["slug", /^[a-z]+-[a-z]+$/],
  ["sku", /^[A-Z]{3}-\d{4}$/],
  ["token", /^[\da-f]{16}$/],
  ["ip", /^192\.0\.2\.\d+$/],
  ["version", /^\d\.\d+\.0$/],
  ["bigInt", /^\d+$/],
  ["orderId", /^\d+$/],
  ["externalUuid", /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-a[\da-f]{3}-[\da-f]{12}$/],
  ["title", /^[A-Z][a-z]+ [A-Z][a-z]+$/],
  ["body", /^The .+\. The .+\.$/],
  ["summary", /^The .+\.$/],
  ["category", /^[a-z]+$/],
])("a text that is called %s looks like one", (name, pattern) => {
  expect(text(name)).toMatch(pattern);
});

test("a name that says nothing gives two words", () => {
  expect(text("frobnication")).toBeUndefined();
  expect(leaf("String", "frobnication")).toMatch(/^[a-z]+ [a-z]+$/);
});

test("a name is of a person, a company, a place or a thing, as the type is", () => {
  expect(text("name", "Customer")).toBe(text("fullName"));
  expect(text("name", "Supplier")).toMatch(/(Ltd|Group|Partners|Works|Sons|Labs)$/);
  expect(text("name", "City")).toMatch(/^[A-Z][a-z]+$/);
  expect(text("name", "Country")).toBe(text("country"));
  expect(text("name", "Product")).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
});

test("what belongs together fits together", () => {
  const [first, last] = [String(text("firstName")), String(text("lastName"))];
  expect(text("email")).toBe(`${first}.${last}@example.com`.toLowerCase());
  expect(text("displayName")).toBe(`${first} ${last}`);
  expect(String(text("updatedAt")) > String(text("createdAt"))).toBe(true);
});

describe("scalars", () => {
  test.each([
    ["age", 18, 90],
    ["rating", 1, 5],
    ["latitude", -90, 90],
    ["price", 1, 500],
    ["anything", 0, 1000],
  ])("a number that is called %s is from %d to %d", (name, least, most) => {
    for (const type of ["Int", "Float"]) {
      const value = leaf(type, name);
      expect(value).toBeGreaterThanOrEqual(least);
      expect(value).toBeLessThanOrEqual(most);
    }
    expect(Number.isInteger(leaf("Int", name))).toBe(true);
  });

  test("flags say that something worked, and that a list ends", () => {
    expect(leaf("Boolean", "success")).toBe(true);
    expect(leaf("Boolean", "hasNextPage")).toBe(false);
    expect(leaf("Boolean", "isPublished")).toEqual(expect.any(Boolean));
  });

  test("an enum has one of its values", () => {
    expect(["RED", "GREEN"]).toContain(leaf("Colour"));
  });

  test.each([
    ["DateTime", /T.*Z$/],
    ["Date", /^\d{4}-\d\d-\d\d$/],
    ["URL", /^https:/],
    ["EmailAddress", /@/],
    ["UUID", /^[\da-f-]{36}$/],
    ["Decimal", /^\d+(\.\d+)?$/],
    ["BigInt", /^\d+$/],
    ["PositiveInt", /^\d+$/],
  ])("of the schema's own are known by name: %s", (name, pattern) => {
    expect(JSON.stringify(leaf(name)).replaceAll('"', "")).toMatch(pattern);
  });

  test("that are called JSON are objects", () => {
    expect(leaf("JSON")).toEqual(expect.objectContaining({ note: expect.any(String) }));
  });

  test("with a name that says nothing are as their field's name says", () => {
    expect(leaf("Thing", "email")).toMatch(/@/);
    expect(leaf("Thing", "whatever")).toEqual(expect.any(String));
  });

  test("are such that their own coercion takes them", () => {
    const even = new GraphQLScalarType({
      name: "Flag",
      serialize(value) {
        if (typeof value !== "boolean") throw new TypeError("no flag");
        return value;
      },
    });
    expect(leaf("", "email", "Thing", even)).toBe(true);
    const never = new GraphQLScalarType({ name: "Never", serialize: () => null });
    expect(leaf("", "email", "Thing", never)).toMatch(/@/);
  });
});

test("a whole number is never minus zero", () => {
  const place = { name: "latitude", typeName: "Thing", object };
  const made = Array.from({ length: 2000 }, (_, index) =>
    mockLeaf(typeOf("Int"), { ...place, seed: object.at(index) }),
  );
  expect(made.some((value) => Object.is(value, 0))).toBe(true);
  expect(made.some((value) => Object.is(value, -0))).toBe(false);
});
