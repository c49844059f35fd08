import type { Attributes } from "@opentelemetry/api";

import type { Lane } from "../kernel/lane.ts";
import type { MeasuredCall } from "./metrics.ts";
import { serverAttributes } from "./server-attributes.ts";

/** What measurements of a connector's calls are told with. */
export interface CallAttributes {
  readonly place: Attributes;
  readonly waited: Readonly<Record<Lane, Attributes>>;
  /** Of the bodies of its calls, and of their answers. */
  readonly sent: Attributes;
  readonly received: Attributes;
  /** Undefined for a call in process. */
  readonly http: (call: MeasuredCall) => Attributes | undefined;
}

type Place = Pick<MeasuredCall, "connector" | "source">;

/**
 * Makes attributes once for each connector, source and way to end, of which there are as many as the
 * schema and the statuses of HTTP have: not for each call.
 */
export function createCallAttributes(): (call: Place) => CallAttributes {
  const known = new Map<string, CallAttributes>();
  return (call) => {
    // No name has a blank. After a reload a connector may be one of another source.
    const id = `${call.connector} ${call.source}`;
    const attributes = known.get(id) ?? attributesOf(call);
    known.set(id, attributes);
    return attributes;
  };
}

function attributesOf({ connector, source }: Place): CallAttributes {
  const place: Attributes = {
    "sluice.connector": connector,
    ...(source !== undefined && { "graphql.source.name": source }),
  };
  const known = new Map<string, Attributes>();
  return {
    place,
    waited: {
      urgent: { ...place, "sluice.lane": "urgent" },
      normal: { ...place, "sluice.lane": "normal" },
      background: { ...place, "sluice.lane": "background" },
    },
    sent: { ...place, "network.io.direction": "transmit" },
    received: { ...place, "network.io.direction": "receive" },
    http(call) {
      const { method, origin, status, errorType } = call;
      if (method === undefined || origin === undefined) return undefined;
      const id = `${method} ${origin} ${status} ${errorType}`;
      const attributes = known.get(id) ?? {
        ...place,
        "http.request.method": method,
        ...serverAttributes(origin),
        ...(status !== undefined && { "http.response.status_code": status }),
        ...(errorType !== undefined && { "error.type": errorType }),
      };
      known.set(id, attributes);
      return attributes;
    },
  };
}
