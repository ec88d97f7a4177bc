/** A program that tells what it sees and what it may do, and the URL it was given. */
const tried = async (work: () => unknown) => {
  try {
    return String(await work());
  } catch (error) {
    return (error as Error).name;
  }
};
const [port = "0", file = ""] = Deno.args;

console.log(JSON.stringify({
  names: await tried(() => Object.keys(Deno.env.toObject())),
  given: Deno.env.get("DEV_DATABASE_URL"),
  owner: await tried(() => Deno.env.get("DEV_OWNER_URL")),
  key: await tried(() => Deno.env.get("SECRET_KEY")),
  net: await tried(() => Deno.connect({ hostname: "127.0.0.1", port: +port })),
  read: await tried(() => Deno.readTextFileSync(file)),
  run: await tried(() => new Deno.Command(Deno.execPath()).spawn()),
}));
