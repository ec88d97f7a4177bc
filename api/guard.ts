/** Who may talk to a server on this machine's own address: programs of it, and pages it has served itself. @module */

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/**
 * The refusal of a request that another site's page may have sent, by cross-site
 * forgery or by a name that now leads here; undefined where there is nothing to
 * refuse.
 */
export function refusalOf(request: Request): Response | undefined {
  const host = request.headers.get("host") ?? new URL(request.url).host;
  if (!LOOPBACK.test(host)) {
    return refuse(421, `Cannot answer for ${host}: this is a local server`);
  }
  const origin = request.headers.get("origin");
  if (origin !== null && origin !== `http://${host}`) {
    return refuse(403, `Cannot answer to ${origin}: it is another site`);
  }
  if (request.method !== "POST") return undefined;
  // Any page may send forms and plain text; JSON needs a permission it does not get.
  const type = request.headers.get("content-type") ?? "nothing";
  if (/^application\/json\s*(;|$)/i.test(type)) return undefined;
  return refuse(415, `Cannot read ${type}: send application/json`);
}

/** No, in one line, as GraphQL would say it. */
export function refuse(status: number, message: string): Response {
  return Response.json({ errors: [{ message }] }, { status });
}
