/** What a child says, line by line and safe to show. @module */

/** Calls `hear` for each full line, and for what is left at the end. */
export async function eachLine(
  output: ReadableStream<Uint8Array<ArrayBuffer>>,
  hear: (line: string) => void,
): Promise<void> {
  let rest = "";
  for await (const text of output.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) hear(shown(line));
  }
  if (rest !== "") hear(shown(rest));
}

/** Without what moves the cursor or colours, and without a password. */
export function shown(line: string): string {
  return line
    .replaceAll(CONTROLS, "")
    .replaceAll(PASSWORD, "$1:…@")
    .trimEnd();
}

// deno-lint-ignore no-control-regex -- that is what it is for
const CONTROLS = /\x1b\[[0-9;?]*[A-Za-z]|[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;
const PASSWORD = /(postgres(?:ql)?:\/\/[^:@\s/]+):[^@\s]+@/g;
