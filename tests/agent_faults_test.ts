/** What is wrong with an agent's flags and environment is one line that names it and the fix, before anything is asked. */
import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";

const SCRIPT = fileURLToPath(new URL("../workers/agent.ts", import.meta.url));
const NAMES = [
  "DEV_DATABASE_URL",
  "INTL_DATABASE_URL",
  "RESEARCH_DATABASE_URL",
  "PRACTICE_URL",
  "ALPACA_BASE_URL",
  "ALPACA_API_KEY",
  "ALPACA_SECRET_KEY",
  "MOOMOO_HOST",
  "MOOMOO_PORT",
  "MOOMOO_WS_PORT",
  "ALPACA_DATA_URL",
  "ALPACA_STREAM_URL",
  "AGENT_ID",
  "PAPER_TRADING",
  "TRADING_MODE",
];
/** Nobody listens there. */
const NOBODY = "127.0.0.1:1";
const DATABASE = `postgres://dev_claude:secret@${NOBODY}/catalyst_dev`;
const PRACTICE_URL = `http://${NOBODY}`;
const SANDBOX = { PAPER_TRADING: "true", TRADING_MODE: "sandbox" };
const DEV = {
  ...SANDBOX,
  DEV_DATABASE_URL: DATABASE,
  ALPACA_API_KEY: "key",
  ALPACA_SECRET_KEY: "secret",
};
const INTL = {
  PAPER_TRADING: "true",
  TRADING_MODE: "production",
  INTL_DATABASE_URL: DATABASE,
};

const FAULTS: [
  name: string,
  args: string[],
  env: Record<string, string>,
  line: RegExp,
][] = [
  ["no agent", [], {}, /without --agent: .*--agent dev_claude$/],
  [
    "another agent",
    ["--agent=x"],
    {},
    /"x": use dev_claude or intl_claude or big_bro$/,
  ],
  [
    "another mode",
    ["--agent=dev_claude", "--mode=watch"],
    {},
    /"watch" of dev_claude: use scan or trade or close or heartbeat$/,
  ],
  [
    "a mode that is not the overseer's",
    ["--agent=big_bro", "--mode=scan"],
    {},
    /"scan" of big_bro: use heartbeat$/,
  ],
  [
    "no database",
    ["--agent=dev_claude"],
    {},
    /without DEV_DATABASE_URL: set it to postgres:/,
  ],
  [
    "an empty database",
    ["--agent=intl_claude"],
    { INTL_DATABASE_URL: "" },
    /without INTL_DATABASE_URL: /,
  ],
  [
    "no database of the overseer",
    ["--agent=big_bro"],
    {},
    /without RESEARCH_DATABASE_URL: /,
  ],
  [
    "no key",
    ["--agent=dev_claude"],
    { ...SANDBOX, DEV_DATABASE_URL: DATABASE },
    /without ALPACA_API_KEY: set it to what Alpaca shows/,
  ],
  ["a key of real money", ["--agent=dev_claude"], {
    ...DEV,
    ALPACA_API_KEY: "AKsecret",
  }, /read ALPACA_API_KEY: set it to what Alpaca shows for a paper account$/],
  ["a live host", ["--agent=dev_claude"], {
    ...DEV,
    ALPACA_BASE_URL: "https://api.alpaca.markets",
  }, /ALPACA_BASE_URL.*paper-api\.alpaca\.markets/],
  [
    "no URL",
    ["--agent=dev_claude"],
    { ...DEV, ALPACA_BASE_URL: "paper" },
    /ALPACA_BASE_URL/,
  ],
  ["a port that is none", ["--agent=intl_claude"], {
    ...INTL,
    MOOMOO_PORT: "70000",
  }, /read MOOMOO_PORT: .*1 to 65535$/],
  ["a WebSocket port that is none", ["--agent=intl_claude"], {
    ...INTL,
    MOOMOO_WS_PORT: "x",
  }, /read MOOMOO_WS_PORT: .*or not at all$/],
  ["live order updates", ["--agent=dev_claude"], {
    ...DEV,
    ALPACA_STREAM_URL: "wss://api.alpaca.markets/stream",
  }, /read ALPACA_STREAM_URL: set it to one at wss:\/\/paper-api/],
  ["data of somebody else", ["--agent=dev_claude"], {
    ...DEV,
    ALPACA_DATA_URL: "https://example.com",
  }, /read ALPACA_DATA_URL: /],
  ["no word of paper", ["--agent=dev_claude"], {
    ...DEV,
    PAPER_TRADING: "",
  }, /dev_claude: PAPER_TRADING is not set, it must be "true"$/],
  ["real money", ["--agent=intl_claude"], {
    ...INTL,
    PAPER_TRADING: "false",
  }, /intl_claude: PAPER_TRADING is "false", it must be "true"$/],
  ["the mode of the other", ["--agent=intl_claude"], {
    ...INTL,
    TRADING_MODE: "sandbox",
  }, /intl_claude: TRADING_MODE is "sandbox", it must be "production"$/],
  ["no mode", ["--agent=dev_claude"], {
    ...DEV,
    TRADING_MODE: "",
  }, /dev_claude: TRADING_MODE is not set, it must be "sandbox"$/],
  ["the environment of another", ["--agent=dev_claude"], {
    ...DEV,
    AGENT_ID: "intl_claude",
  }, /dev_claude: AGENT_ID is "intl_claude", it must be "dev_claude"$/],
  ["an overseer's environment that is intl_claude's", ["--agent=big_bro"], {
    RESEARCH_DATABASE_URL: DATABASE,
    AGENT_ID: "intl_claude",
  }, /big_bro: AGENT_ID is "intl_claude", it must be "big_bro"$/],
  ["the sandbox's environment, and no database there", ["--agent=big_bro"], {
    ...DEV,
    AGENT_ID: "dev_claude",
    RESEARCH_DATABASE_URL: DATABASE,
  }, /Cannot (ask|open) catalyst_dev at 127\.0\.0\.1:1: /],
  ["a practice venue elsewhere", ["--agent=dev_claude"], {
    ...DEV,
    PRACTICE_URL: "http://example.com:4001",
    ALPACA_BASE_URL: PRACTICE_URL,
  }, /practice is http on this machine/],
  ["a practice venue that is no URL", ["--agent=dev_claude"], {
    ...DEV,
    PRACTICE_URL: "127.0.0.1:4001",
  }, /read PRACTICE_URL: /],
  ["practice with the real paper account", ["--agent=dev_claude"], {
    ...DEV,
    PRACTICE_URL,
  }, /Cannot practise with ALPACA_BASE_URL at paper-api\.alpaca\.markets: /],
  ["practice with an OpenD elsewhere", ["--agent=intl_claude"], {
    ...INTL,
    PRACTICE_URL,
    MOOMOO_HOST: "10.0.0.5",
  }, /Cannot practise with MOOMOO_HOST at 10\.0\.0\.5: /],
  ["no database there", ["--agent=big_bro"], {
    RESEARCH_DATABASE_URL: DATABASE,
  }, /Cannot (ask|open) catalyst_dev at 127\.0\.0\.1:1: /],
];

for (const [name, args, env, line] of FAULTS) {
  Deno.test(`An agent given ${name} says so in one line`, async () => {
    const { code, stderr, stdout } = await new Deno.Command(Deno.execPath(), {
      args: [
        ...["run", "--no-prompt", "--ignore-env", `--allow-env=${NAMES}`],
        ...[`--allow-net=${NOBODY}`, SCRIPT, ...args],
      ],
      env: { ...withoutOurs(), ...env, NO_COLOR: "1" },
      clearEnv: true,
      stdin: "null",
    }).output();
    const said = new TextDecoder().decode(stderr).trimEnd();
    assert.equal(code, 1, said);
    assert.match(said, line);
    assert.match(said, /^Cannot /);
    assert.doesNotMatch(said, /\n|secret/);
    assert.equal(stdout.length, 0);
  });
}

function withoutOurs(): Record<string, string> {
  const all = Object.entries(Deno.env.toObject());
  return Object.fromEntries(all.filter(([name]) => !NAMES.includes(name)));
}
