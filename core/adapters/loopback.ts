/** Whether a host can only be this machine: practice never leaves it. @module */

/** Names are not resolved: only what needs no asking counts. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "[::1]" || host === "::1" ||
    /^127(\.\d{1,3}){3}$/.test(host);
}
