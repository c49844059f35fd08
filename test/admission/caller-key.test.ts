import { expect, test } from "vitest";

import { callerKey } from "../../src/admission/caller-key.ts";

const keyOf = (address: string) => callerKey(undefined, address);

test("a caller is who they are, from wherever they come", () => {
  const caller = { id: "ann", claims: {}, scopes: new Set<string>() };
  expect(callerKey(caller, "10.0.0.1")).toBe(callerKey(caller, undefined));
  expect(callerKey(caller, "10.0.0.1")).not.toBe(callerKey({ ...caller, id: "bob" }, "10.0.0.1"));
  // A name does not stand for an address.
  expect(callerKey({ ...caller, id: "10.0.0.1" }, undefined)).not.toBe(keyOf("10.0.0.1"));
});

test("what comes from nowhere is nobody's", () => {
  expect(callerKey(undefined, undefined)).toBeUndefined();
});

test("others are the address they come from, however it is written", () => {
  expect(keyOf("10.0.0.1")).not.toBe(keyOf("10.0.0.2"));
  expect(keyOf("::ffff:10.0.0.1")).toBe(keyOf("10.0.0.1"));
  expect(keyOf("::1")).toBe("network 0:0:0:0");
});

test("in IPv6, all addresses of one network are one", () => {
  const network = "network 2001:db8:0:7";
  for (const address of [
    "2001:db8:0:7::1",
    "2001:db8:0:7:ffff::",
    "2001:0db8:0000:0007:1:2:3:4",
    "2001:db8::7:1:2:3:4",
  ]) {
    expect(keyOf(address)).toBe(network);
  }
  expect(keyOf("2001:db8:0:8::1")).not.toBe(network);
});

test("a port behind the address is no part of it", () => {
  expect(keyOf("10.0.0.1:50123")).toBe(keyOf("10.0.0.1"));
  expect(keyOf("[2001:db8:0:7::1]:50123")).toBe(keyOf("2001:db8:0:7::1"));
  expect(keyOf("[2001:db8:0:7::1]")).toBe(keyOf("2001:db8:0:7::1"));
});

test("what is no address is one caller, whatever it is", () => {
  for (const address of ["", "unknown", "_hidden", "10.0.0", "[::1", "x".repeat(10_000)]) {
    expect(keyOf(address)).toBe("network unknown");
  }
});
