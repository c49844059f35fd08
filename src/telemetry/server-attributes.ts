import type { Attributes } from "@opentelemetry/api";

/** `server.address` and `server.port` of an origin: "https://api.example.com" is at 443. */
export function serverAttributes(origin: string): Attributes {
  const { hostname, port, protocol } = new URL(origin);
  return {
    "server.address": hostname,
    "server.port": port === "" ? defaultPorts[protocol] : Number(port),
  };
}

const defaultPorts: Readonly<Record<string, number>> = { "http:": 80, "https:": 443 };
