/**
 * `deno task figures`: what the books and the practice ecosystem must reach, the
 * books on a server of their own with real fsync. Exits with 1 if a bar is missed; a busy machine misses some.
 *
 * @module
 */
import { openLocalPostgres } from "../core/adapters/local_postgres/open.ts";
import { type Figure, verdictOf } from "./figures/figure.ts";

const VARIABLE = "CATALYST_TEST_POSTGRES";

if (import.meta.main) Deno.exit(await measured() ? 0 : 1);

async function measured(): Promise<boolean> {
  const folder = await Deno.makeTempDir({ prefix: "catalyst-figures-" });
  await Deno.chmod(folder, 0o755); // the account that the server runs as must get in
  const data = `${folder}/data`;
  const server = await openLocalPostgres({ folder: data, logins: [] });
  try {
    // Read by the test databases when they are first imported.
    Deno.env.set(VARIABLE, server.urlOf("owner", "postgres"));
    const { localPostgresFigures } = await import(
      "./figures/local_postgres.ts"
    );
    const { journalFigures } = await import("./figures/journal.ts");
    const { databaseFigures } = await import("./figures/database.ts");
    const { wireFigures } = await import("./figures/wire.ts");
    const { practiceFigures } = await import("./figures/practice.ts");
    let reached = true;
    const measures = [
      // First: what the others write is still being put on disk minutes later.
      wireFigures,
      localPostgresFigures,
      journalFigures,
      databaseFigures,
      practiceFigures,
    ];
    for (const measure of measures) {
      const figures = await measure();
      figures.forEach(print);
      reached &&= figures.every((figure) => verdictOf(figure) !== "SHORT");
    }
    return reached;
  } finally {
    await server.close();
    await Deno.remove(folder, { recursive: true });
  }
}

function print(figure: Figure): void {
  const { name, seen, atMost, atLeast } = figure;
  const bar = atMost !== undefined
    ? `≤ ${atMost}`
    : atLeast !== undefined
    ? `≥ ${atLeast}`
    : "";
  const value = seen >= 1_000 ? seen.toFixed(0) : seen.toFixed(1);
  console.log(
    `${name.padEnd(58)}${value.padStart(9)}  ${bar.padEnd(8)}${
      verdictOf(figure)
    }`,
  );
}
