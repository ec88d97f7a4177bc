/** Writes a report in the form its file name asks for. @module */
import { fail } from "../arguments.ts";
import { htmlReport } from "./report_html.ts";
import { jsonReport } from "./report_json.ts";
import type { Replayed } from "./run.ts";

const FORMS: Readonly<Record<string, (replayed: Replayed) => string>> = {
  json: jsonReport,
  html: htmlReport,
};

/** Fails before the work is done if its report could not be written after it. */
export async function checkTarget(file: string): Promise<void> {
  if (!FORMS[formOf(file)]) {
    fail(
      `Cannot write --report "${file}": its name must end in .json or .html`,
    );
  }
  const folder = file.includes("/") ? file.slice(0, file.lastIndexOf("/")) : "";
  try {
    const { isDirectory } = await Deno.stat(
      folder || (file[0] === "/" ? "/" : "."),
    );
    if (isDirectory) return;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error;
  }
  fail(`Cannot write --report "${file}": create the folder "${folder}" first`);
}

export async function writeReport(
  file: string,
  replayed: Replayed,
): Promise<void> {
  try {
    await Deno.writeTextFile(file, FORMS[formOf(file)]!(replayed));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    fail(`Cannot write --report "${file}": ${reason}`);
  }
  console.log(`Report written to ${file}`);
}

function formOf(file: string): string {
  return file.slice(file.lastIndexOf(".") + 1).toLowerCase();
}
