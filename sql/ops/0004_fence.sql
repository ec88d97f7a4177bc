-- Two more kinds of journal rows that only the holder of the lease may write.

drop trigger journal_fenced on ops.journal;

create trigger journal_fenced before insert on ops.journal
  for each row
  when (new.kind in ('session', 'state', 'cycle', 'decision', 'order', 'fill', 'position',
    'adjustment', 'reconciliation'))
  execute function ops.check_fence();
