/** One push to one peer, which may go wrong on its way. @module */
import type { Mischief } from "../../../core/practice/mischief.ts";
import type { Peer } from "./peer.ts";

/** Garbage comes in place of the message: what it told must be asked for. */
export function push(peer: Peer, mischief: Mischief, message: unknown): void {
  if (mischief.happens("garbage")) peer.babble();
  else if (mischief.happens("partial_frame")) peer.breakOff(message);
  else peer.tell(message);
}
