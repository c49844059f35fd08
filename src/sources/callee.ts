import type { CallTicket } from "./call-ticket.ts";

/** What calls are made to, as those see it who wait for their turn: a source, or the process itself. */
export interface Callee {
  readonly name: string;
  /**
   * Takes a ticket. Its turn may come at once, before this returns. One that is `isReturning` had its
   * turn before.
   */
  readonly enter: (ticket: CallTicket, options?: { readonly isReturning: boolean }) => void;
  /** The ticket is not needed any more; whether it still waited. */
  readonly giveUp: (ticket: CallTicket) => boolean;
}
