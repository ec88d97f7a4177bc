/** The tables of the practice venue's database and the shapes they store. @module */
import {
  Holding,
  PlacedFill,
  PlacedOrder,
} from "../../../practice/placed_order.ts";
import { table } from "../table.ts";

/** Whether a cancel was asked follows from when it arrives. */
export const orders = table("orders", PlacedOrder.omit({ cancelAsked: true }));
export const fills = table("fills", PlacedFill);
export const holdings = table("holdings", Holding);
