/**
 * Turns a password into what PostgreSQL keeps of it (RFC 5802, RFC 7677), so
 * that the password itself is never sent and stands in no server log.
 *
 * @module
 */
import { createHash, createHmac, pbkdf2Sync, randomBytes } from "node:crypto";

/** PostgreSQL's own number of rounds. */
const ROUNDS = 4096;

/** For ASCII passwords: others would need normalizing (SASLprep) first. */
export function scramVerifier(
  password: string,
  salt = randomBytes(16),
): string {
  if (!/^[\x21-\x7e]+$/.test(password)) {
    throw new TypeError(
      "Cannot use a password: it has other than ASCII letters",
    );
  }
  const salted = pbkdf2Sync(password, salt, ROUNDS, 32, "sha256");
  const sign = (text: string) =>
    createHmac("sha256", salted).update(text).digest();
  const stored = createHash("sha256").update(sign("Client Key")).digest();
  return `SCRAM-SHA-256$${ROUNDS}:${salt.toString("base64")}` +
    `$${stored.toString("base64")}:${sign("Server Key").toString("base64")}`;
}
