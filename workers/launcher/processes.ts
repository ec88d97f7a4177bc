/**
 * What the system tells of a process. Asked of `cat` or `ps`: Deno reads /proc
 * itself only with every permission there is.
 *
 * @module
 */
export interface Process {
  pid: number;
  parent: number;
  /** Tells it from a later process with the same id; "" where that is not told. */
  began: string;
  /** Ended, and nobody has asked how. */
  zombie: boolean;
  /** Its program and arguments, or the title it gave itself. */
  command: readonly string[];
}

/** Undefined if there is none, or where it cannot be told. */
export async function processOf(pid: number): Promise<Process | undefined> {
  switch (Deno.build.os) {
    case "linux":
      return fromProc(
        await outputOf("cat", [`/proc/${pid}/stat`, `/proc/${pid}/cmdline`]),
      );
    case "windows":
      return undefined;
    default:
      return fromPs(
        await outputOf("ps", [
          "-ww",
          "-p",
          String(pid),
          "-o",
          "pid=,ppid=,state=,command=",
        ]),
      );
  }
}

/** The line of /proc/⟨pid⟩/stat, then its command, each word ended by a NUL. */
export function fromProc(text: string): Process | undefined {
  const newline = text.indexOf("\n");
  const stat = text.slice(0, newline);
  // The name stands in parentheses and may have some, and spaces, itself.
  const rest = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const pid = Number.parseInt(stat);
  if (newline < 0 || !pid) return undefined;
  return {
    pid,
    parent: Number(rest[1]),
    began: rest[19] ?? "",
    zombie: rest[0] === "Z" || rest[0] === "X",
    command: text.slice(newline + 1).split("\0").filter(Boolean),
  };
}

function fromPs(text: string): Process | undefined {
  const found = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)/.exec(text);
  if (!found) return undefined;
  const [, pid, parent, state, command] = found;
  return {
    pid: Number(pid),
    parent: Number(parent),
    began: "",
    zombie: state!.startsWith("Z"),
    command: command!.trim().split(" "),
  };
}

/** What it can show; of a process that is gone there is nothing. */
async function outputOf(program: string, args: string[]): Promise<string> {
  const { stdout } = await new Deno.Command(program, {
    args,
    stdin: "null",
    stderr: "null",
  }).output();
  return new TextDecoder().decode(stdout);
}
