/**
 * Alpaca's own SDK in full. Its export for Deno has no streams, so the build
 * for Node is loaded by its path; without the types named it would be `any`.
 *
 * @module
 */
// @ts-types="../../../../node_modules/@alpacahq/alpaca-trade-api/dist/index.d.mts"
export {
  Alpaca,
  ApiError,
  FetchError,
  type streaming,
} from "../../../../node_modules/@alpacahq/alpaca-trade-api/dist/index.mjs";
