/** Is anybody still trading it? @module */
import { z } from "zod";
import { rule, signal } from "./rule.ts";

const DYING = signal("volume_dying", "exit", "strong");
const WEAK = signal("volume_weak", "exit", "moderate");
const STRONG = signal("volume_strong", "hold", "strong");
const HEALTHY = signal("volume_healthy", "hold", "moderate");

// Bounds cover the seed's experiments of 20, 30 and 40 %; both are ratios of entry.
const low = z.number().min(0.05).max(0.7);
const usual = z.number().min(0.5).max(5);

/** Ratios of the volume at entry, each freed of its time of day (see `Reading`). */
export const volume = rule({
  name: "volume",
  parameters: z.object({
    dying: low.default(0.25).describe("Volume ratio that exits at once"),
    weak: low.default(0.4).describe("Volume ratio that asks for a review"),
    healthy: usual.default(0.8).describe("Volume ratio of a healthy position"),
    strong: usual.default(1.2).describe("Volume ratio of growing interest"),
  }),
  read({ volumeRatio }, { dying, weak, healthy, strong }) {
    if (volumeRatio <= dying) return DYING;
    if (volumeRatio <= weak) return WEAK;
    if (volumeRatio >= strong) return STRONG;
    if (volumeRatio >= healthy) return HEALTHY;
  },
  explain({ volumeRatio }) {
    return `volume ${(volumeRatio * 100).toFixed(0)} % of entry`;
  },
});
