import type { GatewayError } from "../kernel/gateway-error.ts";
import { isJsonObject, type Json, type JsonObject } from "../kernel/json.ts";
import type { Origin } from "../kernel/problem.ts";
import { equalJson } from "../mapping/equal-json.ts";
import type { Failure } from "./failure.ts";
import { inOrderOf, readableJson } from "./readable-json.ts";
import { describeMessage, fitsMessage } from "./expected-message.ts";
import type { ExpectedError, Written } from "./suite.ts";

/** What of the errors is not as a test says: each that came is expected, each expected came. */
export function checkErrors(
  expected: readonly Written<ExpectedError>[],
  errors: readonly GatewayError[],
  origin: Origin,
): readonly Failure[] {
  const left = [...errors];
  const failures = expected.flatMap(({ value, origin: place }): readonly Failure[] => {
    const known = { ...value, extensions: asOurs(value.extensions) };
    const isSame = (error: GatewayError) =>
      fitsMessage(known, error.message) && hasAll(error.extensions, known.extensions);
    const best = Math.max(left.findIndex(isSame), 0);
    const [error] = left.splice(best, 1);
    if (error === undefined) {
      return [
        { what: "errors", origin: place, expected: describeMessage(known), came: "no error" },
      ];
    }
    return compareError(known, error, place);
  });
  const unexpected = left.map(({ message, extensions }): Failure => {
    const came = `${message}\n${readableJson(extensions)}`;
    return { what: "errors", origin, expected: "no error", came };
  });
  return [...failures, ...unexpected];
}

function compareError(
  expected: ExpectedError,
  { message, extensions }: GatewayError,
  origin: Origin,
): readonly Failure[] {
  const wanted = expected.extensions;
  return [
    ...(fitsMessage(expected, message)
      ? []
      : [{ what: "errors.message", origin, expected: describeMessage(expected), came: message }]),
    ...(hasAll(extensions, wanted)
      ? []
      : [
          {
            what: "errors.extensions",
            origin,
            expected: readableJson(wanted),
            came: readableJson(inOrderOf(extensions, wanted)),
          },
        ]),
  ];
}

/** Whether all that is wanted is there; in objects, besides whatever else. */
function hasAll(actual: Json | undefined, wanted: Json): boolean {
  if (!isJsonObject(wanted)) return equalJson(actual, wanted);
  return (
    isJsonObject(actual) &&
    Object.entries(wanted).every(
      ([name, value]) => Object.hasOwn(actual, name) && hasAll(actual[name], value),
    )
  );
}

/**
 * Suites that were written for a federated graph name its subgraph: as the `service`, and before the
 * coordinate of the connector. Here the service is the source, and there are no subgraphs.
 */
function asOurs(extensions: JsonObject): JsonObject {
  const { service, connector, ...others } = extensions;
  const written = isJsonObject(connector) ? connector["coordinate"] : undefined;
  if (!isJsonObject(connector) || typeof written !== "string") return extensions;
  const [subgraph] = written.split(":", 1);
  const coordinate = written.replace(/^[^:]*:/, "").replace(/\[\d+\]$/, "");
  return {
    ...others,
    ...(service !== undefined && service !== subgraph && { service }),
    connector: { ...connector, coordinate },
  };
}
