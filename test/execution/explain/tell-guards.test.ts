import { Kind, parse } from "graphql";
import { expect, test } from "vitest";

import { guardedPlaces } from "../../../src/execution/guarded-places.ts";
import { tellGuards } from "../../../src/execution/explain/tell-guards.ts";
import { contractOf } from "../../contract/support/contract-of.ts";

const contract = contractOf(`
  type Query { open: Int, me: User, pet: Pet, pets: [Either] }
  type User @authenticated {
    name: String
    email: String @requiresScopes(scopes: [["mail", "read"], ["admin"]])
    phone: String @requiresScopes(scopes: [["admin"], ["read", "mail"]])
    boss: User @requiresScopes(scopes: [["staff"]])
    salary: Int @requiresScopes(scopes: [["pay"]])
  }
  interface Pet { name: String }
  type Dog implements Pet @requiresScopes(scopes: [["dogs"]]) { name: String }
  type Cat implements Pet { name: String @requiresScopes(scopes: [["cats"]]) }
  union Either = User | Cat
`);

function told(text: string): readonly string[] {
  const document = parse(text);
  const [operation] = document.definitions;
  if (operation?.kind !== Kind.OPERATION_DEFINITION) throw new Error("no operation");
  return tellGuards(guardedPlaces(operation, document, contract));
}

test("an operation that everybody may see whole says nothing", () => {
  expect(told("{ open __typename __schema { types { name } } }")).toEqual([]);
});

test("what is needed is told once, with all fields that need it", () => {
  expect(told("{ me { name email phone salary } }")).toEqual([
    "The caller may see Query.me, which needs an authenticated caller.",
    "The caller may see User.email and User.phone, which need the scopes mail and read, or admin.",
    "The caller may see User.salary, which needs the scope pay.",
  ]);
});

test("so are the types that a value may turn out to be, and what is in fragments", () => {
  expect(told("{ pet { name } pets { ...F } } fragment F on User { boss { name } }")).toEqual([
    "The caller may see Dog, which needs the scope dogs.",
    "The caller may see Cat.name, which needs the scope cats.",
    "The caller may see User, which needs an authenticated caller.",
    "The caller may see User.boss, which needs the scope staff.",
  ]);
});

test("other operations of the document do not count", () => {
  expect(told("query A { open } query B { me { name } }")).toEqual([]);
});
