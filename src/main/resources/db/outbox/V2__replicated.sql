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
