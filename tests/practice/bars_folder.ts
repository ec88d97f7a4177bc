/** Generated bars as a folder of files, as somebody would record them. @module */
import { type Price, written } from "../../core/money.ts";
import type { Tape } from "../../core/practice/tape.ts";

/** Writes one `<symbol>.csv` for each series; volumes are divided by `thinner`. */
export async function writeBars(
  folder: string,
  { series }: Tape,
  thinner = 1,
): Promise<void> {
  await Deno.mkdir(folder, { recursive: true });
  for (const one of series) {
    const lines = ["t,o,h,l,c,v"];
    for (let i = 0; i < one.length; i++) {
      const prices = [one.open, one.high, one.low, one.close]
        .map((column) => written(column[i] as Price));
      const volume = Math.ceil(one.volume[i]! / thinner);
      lines.push([one.at[i]! / 1_000, ...prices, volume].join());
    }
    await Deno.writeTextFile(`${folder}/${one.symbol}.csv`, lines.join("\n"));
  }
}
