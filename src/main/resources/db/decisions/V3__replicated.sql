-- How far this file has come in a line of change sets, while the gateway has a standby; no row without
-- one. lineage: names the beginning from which the change sets are counted. term: the reign in which
-- the last one was written. digest: of the last one, which covers all before it. applied: 1 where this
-- file took it from another PC, 0 where it was written here. applying: 1 inside the SQL transaction that
-- takes one, so that no trigger adds to what it brings.
create table replicated (
  one integer primary key check (one = 1),
  lineage text not null,
  term integer not null,
  sequence integer not null,
  digest text not null,
  applied integer not null,
  applying integer not null
);

-- As they were, but for change sets: these bring the row of ended with them.
drop trigger documents_ended;
drop trigger documents_ended_at_once;

create trigger documents_ended after update of code on documents
when new.code in (4, 5) and old.code not in (4, 5)
  and not exists (select 1 from replicated where applying = 1)
begin
  insert into ended (position) values (new.position);
end;

create trigger documents_ended_at_once after insert on documents
when new.code in (4, 5) and not exists (select 1 from replicated where applying = 1)
begin
  insert into ended (position) values (new.position);
end;
