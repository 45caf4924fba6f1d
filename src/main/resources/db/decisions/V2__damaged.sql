-- What an operator has put aside because it failed its check: the bytes as they were found.
create table damaged (
  number integer primary key,
  place text not null,
  fault text not null,
  acknowledged_by text not null,
  acknowledged_at text not null,
  reason text not null,
  id text,
  open integer,
  format integer,
  body blob,
  checksum integer
);

-- Epoch milliseconds of the last word, for pruning. What was here before counts as of today.
alter table documents add column changed_at integer not null default 0;
update documents set changed_at = cast(strftime('%s', 'now') as integer) * 1000;
create index documents_prunable on documents (changed_at) where open = 0;
