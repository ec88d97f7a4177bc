/** The server's settings, written before every start: the whole of postgresql.conf. @module */
import type { Place } from "./place.ts";

/** What keeps a server of 100 connections small. Durability is PostgreSQL's default: every commit is synced. */
const OWN: Record<string, string> = {
  listen_addresses: "127.0.0.1",
  // A socket's path may have 107 bytes at most, and all of us can speak TCP.
  unix_socket_directories: "",
  max_connections: "100",
  shared_buffers: "16MB",
  // Saves three processes that read for others.
  io_method: "sync",
  max_logical_replication_workers: "0",
  min_wal_size: "32MB",
  max_wal_size: "256MB",
  jit: "off",
  password_encryption: "scram-sha-256",
  timezone: "UTC",
  log_timezone: "UTC",
  datestyle: "iso, ymd",
  default_text_search_config: "pg_catalog.english",
  log_checkpoints: "off",
  // A statement that failed may hold a password.
  log_min_error_statement: "panic",
  log_line_prefix: "%m [%p] ",
};

/**
 * Writes them for `port`; `settings` come on top.
 *
 * @throws If the disk is full or the file not ours.
 */
export async function writeSettings(
  place: Place,
  port: number,
  settings: Record<string, string>,
): Promise<void> {
  const all = Object.entries({ ...OWN, ...settings, port: String(port) });
  const lines = all.map(([name, value]) =>
    `${name} = '${value.replaceAll("'", "''")}'`
  );
  const text = ["# Written before every start.", ...lines, ""].join("\n");
  await Deno.writeTextFile(place.settings, text);
  // No secret is in it, and the server's account has to read it.
  if (Deno.build.os !== "windows") await Deno.chmod(place.settings, 0o644);
}
