/** Starts the probe as the launcher starts its programs: with a URL, or to see the whole environment. */
import { Children } from "../../workers/launcher/children.ts";

const [url, ...args] = Deno.args;
const script = "../tests/launcher/probe.ts";
const program = url
  ? { script, args, urls: { DEV_DATABASE_URL: url } }
  : { script, args, permissions: ["--allow-env"] };
Deno.exit(await new Children().run(program));
