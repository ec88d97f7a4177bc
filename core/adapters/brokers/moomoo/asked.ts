/** Requests to OpenD. @module */
import { askedAt } from "../asked.ts";
import { reasonOf } from "./failure.ts";

export const asked = askedAt("OpenD", reasonOf);
