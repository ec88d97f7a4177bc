/** Cash and shares have no journal row that moves them: they follow from fills and adjustments, which have. @module */
import type { Database } from "./database.ts";

/** The first account or position that is not what these leave, each as of one moment. */
export async function wrongSum(
  database: Database,
): Promise<string | undefined> {
  return await wrongCash(database) ?? await wrongShares(database);
}

async function wrongCash(database: Database): Promise<string | undefined> {
  const [wrong] = await database.read((sql) =>
    sql<{ account: string; cash: string; due: string }[]>`
      select account, cash::text, due::text from (
        select account, cash, opening_cash + filled + adjusted as due
        from ops.accounts a, lateral (
          select coalesce(sum(
            case side when 'buy' then -value else value end - fee), 0) as filled
          from orders o join ops.fills f using (client_order_id)
          where o.account = a.account
        ) fills, lateral (
          select coalesce(sum(d.cash), 0) as adjusted
          from ops.adjustments d where d.account = a.account
        ) adjustments
      ) accounts where cash <> due order by account`
  );
  if (!wrong) return;
  const { account, cash, due } = wrong;
  return `account ${account} holds ${cash} of cash, its fills and adjustments leave ${due}`;
}

async function wrongShares(database: Database): Promise<string | undefined> {
  const [wrong] = await database.read((sql) =>
    sql<{ id: string; quantity: number; due: string }[]>`
      with moves as (
        select o.position_key, case order_purpose
          when 'entry' then f.quantity else -f.quantity end as quantity
        from ops.fills f join orders o using (client_order_id)
        union all
        select position_key, quantity from ops.adjustments
      )
      select position_key as id, p.quantity, coalesce(due, 0)::text as due
      from positions p left join (
        select position_key, sum(quantity) as due from moves
        group by position_key) sums using (position_key)
      where p.quantity <> coalesce(due, 0) order by position_id limit 1`
  );
  if (!wrong) return;
  const { id, quantity, due } = wrong;
  return `position ${id} holds ${quantity} shares, its fills and adjustments leave ${due}`;
}
