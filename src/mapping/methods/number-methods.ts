import type { Json } from "../../kernel/json.ts";
import { kindOf } from "../evaluation.ts";
import { isInteger, isNumeric } from "../numeric.ts";
import { type Method, type Result, Wrong, folded, withArguments } from "./method.ts";

/** Arithmetic. Integers stay exact whatever their size; of two integers only `div` makes a fraction. */
export const numberMethods: Readonly<Record<string, Method>> = {
  add: arithmetic("add", { ofNumbers: (a, b) => a + b, ofIntegers: (a, b) => a + b }),
  sub: arithmetic("sub", { ofNumbers: (a, b) => a - b, ofIntegers: (a, b) => a - b }),
  mul: arithmetic("mul", { ofNumbers: (a, b) => a * b, ofIntegers: (a, b) => a * b }),
  div: arithmetic("div", {
    ofNumbers: (a, b) => a / b,
    ofIntegers: (a, b) => (b !== 0n && a % b === 0n ? a / b : Number(a) / Number(b)),
  }),
  mod: arithmetic("mod", {
    ofNumbers: (a, b) => a % b,
    ofIntegers: (a, b) => (b === 0n ? Number.NaN : a % b),
  }),
  parseInt: withArguments({ least: 0, most: 1 }, parseInteger),
};

interface Operation {
  readonly ofNumbers: (a: number, b: number) => number;
  readonly ofIntegers: (a: bigint, b: bigint) => bigint | number;
}

function arithmetic(name: string, { ofNumbers, ofIntegers }: Operation): Method {
  return folded((left, right) => {
    if (!isNumeric(left) || !isNumeric(right)) {
      return new Wrong(
        `->${name} works on numbers, and is given ${kindOf(left)} and ${kindOf(right)}`,
      );
    }
    if (typeof left === "number" && typeof right === "number") {
      const result = ofNumbers(left, right);
      const isExact = Number.isSafeInteger(result) || !isInteger(left) || !isInteger(right);
      if (isExact) return finite(result);
    }
    return isInteger(left) && isInteger(right)
      ? smallest(ofIntegers(BigInt(left), BigInt(right)))
      : finite(ofNumbers(Number(left), Number(right)));
  });
}

function finite(result: number): Result {
  return Number.isFinite(result) ? result : new Wrong("The result is not a finite number");
}

/** An integer is a bigint only where a number would lose digits. */
function smallest(result: bigint | number): Result {
  const number = Number(result);
  return Number.isSafeInteger(number) || typeof result === "number" ? finite(number) : result;
}

function parseInteger(input: Json, [base = 10]: readonly Json[]): Result {
  const radix = Number(base);
  if (!isNumeric(base) || !Number.isInteger(radix) || radix < 2 || radix > 36) {
    return new Wrong("->parseInt takes a base from 2 to 36");
  }
  if (isNumeric(input)) {
    return typeof input === "bigint" ? input : Math.trunc(input);
  }
  if (typeof input !== "string") {
    return new Wrong(`->parseInt reads a string, and this is ${kindOf(input)}`);
  }
  const [, sign = "", digits = ""] = integerText.exec(input) ?? [];
  let value = 0n;
  for (const digit of digits) {
    const digitValue = Number.parseInt(digit, 36);
    if (digitValue >= radix) return notInteger;
    value = value * BigInt(radix) + BigInt(digitValue);
  }
  return digits === "" ? notInteger : smallest(sign === "-" ? -value : value);
}

/** So many digits are enough for every id, and few enough that reading them costs nothing. */
const integerText = /^\s*([+-]?)([0-9a-z]{1,256})\s*$/i;

const notInteger = new Wrong("->parseInt reads a whole number, and this string is none");
