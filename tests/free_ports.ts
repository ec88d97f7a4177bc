/** Ports for servers of tests, none of which an outgoing connection may happen to have. @module */
const HOST = "127.0.0.1";
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

function isFree(port: number): boolean {
  try {
    Deno.listen({ hostname: HOST, port }).close();
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AddrInUse) return false;
    throw error;
  }
}
