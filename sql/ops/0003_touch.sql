-- Status rows tell their age in database time, whoever wrote them.

create function ops.touch() returns trigger language plpgsql as $$
begin
  new.updated_at := clock_timestamp();
  return new;
end $$;
