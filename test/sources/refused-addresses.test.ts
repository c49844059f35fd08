import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { isRefusedAddress, isRefusedHost } from "../../src/sources/refused-addresses.ts";

/** As the gateway has it from a URL, in which odd spellings are made plain. */
function isRefusedUrl(url: string): boolean {
  return isRefusedHost(new URL(url).hostname);
}

describe("an address that no source may have", () => {
  test.each([
    "http://169.254.169.254",
    "http://169.254.0.0",
    "http://169.254.255.255",
    // The same number in other spellings.
    "http://2852039166",
    "http://0xA9FEA9FE",
    "http://0xa9.0xfe.0xa9.0xfe",
    "http://0251.0376.0251.0376",
    "http://169.254.43518",
    "http://169.16689662",
    "http://169.254.169.254.",
    "http://１６９.２５４.１６９.２５４",
    "http://%31%36%39.254.169.254",
    "http://[::ffff:169.254.169.254]",
    "http://[::ffff:a9fe:a9fe]",
    "http://[0:0:0:0:0:ffff:a9fe:a9fe]",
    "http://[::169.254.169.254]",
    "http://[64:ff9b::169.254.169.254]",
    "http://[2002:a9fe:a9fe::1]",
    "http://[fe80::1]",
    "http://[FE80:0::1]",
    "http://[febf:ffff::1]",
    "http://[fd00:ec2::254]",
    "http://[fd00:0ec2:0:0:0:0:0:254]",
    "http://[fd20:ce::254]",
    "http://100.100.100.200",
    "http://168.63.129.16",
    "http://192.0.0.192",
    "http://metadata.google.internal",
    "http://METADATA.google.internal.",
    "http://metadata.goog",
    "http://instance-data.ec2.internal",
  ])("is %s", (url) => {
    expect(isRefusedUrl(url)).toBe(true);
  });

  test.each(["fe80::1%eth0", "fe80::1%25eth0", "::ffff:169.254.1.1"])(
    "is one with a zone, or within another: %s",
    (address) => {
      expect(isRefusedAddress(address)).toBe(true);
    },
  );

  test("is every one of the link-local network, however it is written", () => {
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(byte, byte, fc.constantFrom(0, 1, 2, 3, 4), (c, d, form) => {
        const number = ((169 * 256 + 254) * 256 + c) * 256 + d;
        const hex = number.toString(16);
        const forms = [
          `169.254.${c}.${d}`,
          String(number),
          `0x${hex}`,
          `[::ffff:${hex.slice(0, 4)}:${hex.slice(4)}]`,
          `169.254.0${c.toString(8)}.0x${d.toString(16)}`,
        ];
        expect(isRefusedUrl(`http://${forms[form]}`)).toBe(true);
      }),
    );
  });
});

test.each([
  "http://127.0.0.1",
  "http://[::1]",
  "http://[::ffff:127.0.0.1]",
  "http://localhost",
  "http://10.0.0.1",
  "http://172.16.0.1",
  "http://192.168.169.254",
  "http://169.253.255.255",
  "http://169.255.0.0",
  "http://[fec0::1]",
  "http://[fd00::1]",
  "http://metadata.example.com",
  "http://metadata",
  "http://169.254.169.254.nip.example",
])("any other may be a source: %s", (url) => {
  expect(isRefusedUrl(url)).toBe(false);
});
