import { type Gateway, type GatewayOptions, createGateway } from "../gateway.ts";
import type { Seat } from "../workers/seat.ts";

/** A gateway that listens, at this address. */
export interface StartedGateway {
  readonly gateway: Gateway;
  readonly url: string;
}

/**
 * Creates a gateway and makes it listen. When it cannot listen, it is stopped again, so that
 * nothing of it keeps the process alive.
 */
export async function startGateway(options: GatewayOptions, seat?: Seat): Promise<StartedGateway> {
  const gateway = await createGateway(options, seat);
  try {
    const { url } = await gateway.start();
    return { gateway, url };
  } catch (error) {
    await gateway.stop();
    throw error;
  }
}
