import type { VariableRead } from "../../mapping/mapping.ts";
import type { ProblemLog } from "../contract-problem.ts";
import type { Expression } from "../expressions.ts";
import { firstUnknownName } from "../key-fields.ts";
import { didYouMean } from "../../kernel/did-you-mean.ts";
import { spanInString } from "../origin.ts";
import type { ConnectorDeclaration } from "../read-connectors.ts";
import type { SourceDeclaration } from "../read-sources.ts";
import { namedTypeOf } from "../schema-types.ts";
import type { SchemaTypes } from "../schema-types.ts";

/** Checks that every variable a connector reads exists at its place, with the fields it reads. */
export function checkConnectorVariables(
  declarations: readonly ConnectorDeclaration[],
  types: SchemaTypes,
  problems: ProblemLog,
): void {
  for (const declaration of declarations) {
    for (const expression of declaration.expressions) {
      for (const read of expression.reads) {
        const slip =
          slipInPhase(read, expression) ??
          slipInHeader(read) ??
          slipInConnector(read, declaration, types);
        report(slip, { read, expression }, problems);
        if (slip === undefined) doubtResponse(read, expression, problems);
      }
    }
  }
}

/** Checks that sources read nothing that only a connector has. */
export function checkSourceVariables(
  sources: readonly SourceDeclaration[],
  problems: ProblemLog,
): void {
  for (const expression of sources.flatMap(({ expressions }) => expressions)) {
    for (const read of expression.reads) {
      const slip = slipInPhase(read, expression) ?? slipInHeader(read) ?? slipInSource(read);
      report(slip, { read, expression }, problems);
      if (slip === undefined) doubtResponse(read, expression, problems);
    }
  }
}

/** Of the response there are headers besides `$` and `$status`: anything else is always missing. */
function doubtResponse(
  { variable, path: [part], offset }: VariableRead,
  { node }: Expression,
  problems: ProblemLog,
): void {
  if (variable !== "$response" || part === undefined || part === "headers") return;
  problems.warn("UNKNOWN_RESPONSE_PART", spanInString(node, offset), {
    message: `$response holds the headers of the response; $response.${part} is always missing.`,
    help: `Read the body with \`$\`, the status with $status, a header with $response.headers.<name>.${didYouMean(part, ["headers"])}`,
  });
}

interface Slip {
  readonly code:
    | "VARIABLE_UNAVAILABLE"
    | "UNDEFINED_ARGUMENT"
    | "UNDEFINED_THIS_FIELD"
    | "UNNAMED_HEADER"
    | "BATCH_WITH_THIS";
  readonly message: string;
  readonly help: string;
}

function report(
  slip: Slip | undefined,
  { read, expression }: { readonly read: VariableRead; readonly expression: Expression },
  problems: ProblemLog,
): void {
  if (slip === undefined) return;
  problems.error(slip.code, spanInString(expression.node, read.offset), slip);
}

function unavailable(variable: string, why: string, help: string): Slip {
  return { code: "VARIABLE_UNAVAILABLE", message: `${variable} has no value here: ${why}.`, help };
}

function slipInPhase({ variable }: VariableRead, { phase }: Expression): Slip | undefined {
  const isOfResponse = variable === "$response" || variable === "$status";
  if (phase === "response" || !isOfResponse) return undefined;
  return unavailable(
    variable,
    "the request is made before there is a response",
    "Read it in `selection`, `isSuccess` or `errors`.",
  );
}

/**
 * What is read of the client's headers decides who may share a call, so each header is named.
 */
function slipInHeader({ variable, path }: VariableRead): Slip | undefined {
  if (variable !== "$request" || (path[0] === "headers" && path[1] !== undefined)) return undefined;
  return {
    code: "UNNAMED_HEADER",
    message: `Of $request one header is read at a time; this reads ${["$request", ...path].join(".")}.`,
    help: "Name the header: $request.headers.authorization.",
  };
}

function slipInSource({ variable }: VariableRead): Slip | undefined {
  if (variable !== "$args" && variable !== "$this" && variable !== "$batch") return undefined;
  return unavailable(
    variable,
    "a source serves connectors at many places",
    "Read it in the connectors.",
  );
}

function slipInConnector(
  read: VariableRead,
  declaration: ConnectorDeclaration,
  types: SchemaTypes,
): Slip | undefined {
  if (read.variable === "$args") return slipInArguments(read, declaration, types);
  if (read.variable === "$this") return slipInThis(read, declaration, types);
  if (read.variable === "$batch") return slipInBatch(read, declaration, types);
  return undefined;
}

function slipInArguments(
  { path }: VariableRead,
  { connector, field }: ConnectorDeclaration,
  types: SchemaTypes,
): Slip | undefined {
  if (field === undefined) {
    return unavailable(
      "$args",
      "a connector on a type has no arguments",
      "Read the object's own fields: $this or $batch.",
    );
  }
  const [name, ...rest] = path;
  if (name === undefined) return undefined;
  const { arguments: args = [] } = field;
  const argument = args.find((arg) => arg.name.value === name);
  if (argument === undefined) {
    return {
      code: "UNDEFINED_ARGUMENT",
      message: `$args holds the arguments of ${connector.coordinate}; it has no argument "${name}".`,
      help: `Correct the name, or add the argument.${didYouMean(
        name,
        args.map((arg) => arg.name.value),
      )}`,
    };
  }
  const unknown = firstUnknownName(namedTypeOf(argument.type), rest, types);
  return (
    unknown && {
      code: "UNDEFINED_ARGUMENT",
      message: `$args.${path.join(".")} reads "${unknown.name}", and ${unknown.typeName} has no such field.`,
      help: `Correct the name, or add the field.${didYouMean(unknown.name, unknown.known)}`,
    }
  );
}

function slipInThis(
  { path }: VariableRead,
  { connector }: ConnectorDeclaration,
  types: SchemaTypes,
): Slip | undefined {
  const { place, batch } = connector;
  if (place.kind === "query" || place.kind === "mutation") {
    return unavailable(
      "$this",
      `${connector.coordinate} has no parent object`,
      "Read the arguments: $args.",
    );
  }
  if (batch !== undefined) {
    return {
      code: "BATCH_WITH_THIS",
      message:
        "A connector that reads $batch serves many objects at once; $this would be one of them.",
      help: "Read either $batch or $this.",
    };
  }
  return slipInField("$this", { path, typeName: place.typeName }, types);
}

function slipInBatch(
  { path }: VariableRead,
  { connector }: ConnectorDeclaration,
  types: SchemaTypes,
): Slip | undefined {
  const { place } = connector;
  if (place.kind !== "object") {
    return unavailable(
      "$batch",
      "only a connector on a type fetches many objects at once",
      "Move the connector to the type, or read $this.",
    );
  }
  return slipInField("$batch", { path, typeName: place.typeName }, types);
}

function slipInField(
  variable: string,
  { path, typeName }: { readonly path: readonly string[]; readonly typeName: string },
  types: SchemaTypes,
): Slip | undefined {
  const unknown = firstUnknownName(typeName, path, types);
  return (
    unknown && {
      code: "UNDEFINED_THIS_FIELD",
      message: `${variable} holds fields of ${typeName}; ${unknown.typeName} has no field "${unknown.name}".`,
      help: `Correct the name, or add the field (with @inaccessible to hide it).${didYouMean(unknown.name, unknown.known)}`,
    }
  );
}
