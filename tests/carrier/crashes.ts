/** Carriers that die on the way: in front of a statement, or after a call. @module */
import type { Database } from "../../core/adapters/stores/database.ts";
import { maintain } from "../postgres.ts";

/** Counts down to the moment of death; `struck` tells that it came. */
export class Fuse {
  struck = false;
  #left: number;

  constructor(steps: number) {
    this.#left = steps;
  }

  burn(): boolean {
    if (this.#left-- !== 0) return false;
    this.struck = true;
    return true;
  }
}

/** The same database, with some of its verbs replaced. */
export function instead(
  database: Database,
  verbs: Partial<Database>,
): Database {
  return {
    isolation: database.isolation,
    read: (work) => database.read(work),
    write: (work) => database.write(work),
    transaction: (work) => database.transaction(work),
    close: () => database.close(),
    ...verbs,
  };
}

/** The same database, whose backend the server kills in front of one statement. */
export function killedAt(fuse: Fuse, database: Database): Database {
  return instead(database, {
    transaction: (work) =>
      database.transaction(async (sql) => {
        const [{ pid }] = await sql<[{ pid: number }]>`
          select pg_backend_pid() as pid`;
        const deadly = (first: unknown, ...rest: unknown[]) => {
          const isStatement = Array.isArray(first) && "raw" in first;
          const query = () => Reflect.apply(sql, sql, [first, ...rest]);
          if (!isStatement || !fuse.burn()) return query();
          return maintain((admin) =>
            admin`select pg_terminate_backend(${pid}, 2000)`
          ).then(query);
        };
        return await work(
          Object.assign(deadly, {
            unsafe: sql.unsafe.bind(sql),
          }) as unknown as typeof sql,
        );
      }),
  });
}

/** The same database for a process that dies once a call is answered: its answer is lost. */
export function deadAfter(fuse: Fuse, database: Database): Database {
  const dying = async <T>(answer: Promise<T>): Promise<T> => {
    const told = await answer;
    if (fuse.burn()) throw new Error("the process is dead");
    return told;
  };
  return instead(database, {
    read: (work) => dying(database.read(work)),
    write: (work) => dying(database.write(work)),
    transaction: (work) => dying(database.transaction(work)),
  });
}
