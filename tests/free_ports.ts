/** Ports for servers of tests, none of which an outgoing connection may happen to have. @module */
import { isFree } from "../workers/launcher/ports.ts";

const LOWEST = 10_000;
const CHOICES = 9_000;

/** The first of `count` free ports in a row. */
export function freePorts(count = 1): number {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * CHOICES);
    const row = Array.from({ length: count }, (_, offset) => port + offset);
    if (row.every(isFree)) return port;
  }
}
