import { type Gateway, type GatewayOptions, createGateway } from "../gateway.ts";

/** A gateway that listens, at this address. */
export interface StartedGateway {
  readonly gateway: Gateway;
  readonly url: string;
}

/**
 * Creates a gateway and makes it listen. When it cannot listen, it is stopped again, so that
 * nothing of it keeps the process alive.
 */
export async function startGateway(options: GatewayOptions): Promise<StartedGateway> {
  const gateway = await createGateway(options);
  try {
    const { url } = await gateway.start();
    return { gateway, url };
  } catch (error) {
    await gateway.stop();
    throw error;
  }
}
