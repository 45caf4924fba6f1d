-- The last record of each coordination. Rows stand in the order of their arrival (position). code:
-- 1 preparing, 2 decided, 4 ended while gateways are still to be told that they may forget, 5 ended.
-- prunable: 0 never, 1 ended, 2 forgotten. changed_at: milliseconds of observed_time. body: JSON, for
-- the software and for people: select id, body from documents.
create table documents (
  position integer primary key,
  id_hash integer not null,
  id text not null,
  code integer not null,
  changed_at integer not null,
  prunable integer not null,
  format integer not null,
  body text not null,
  checksum integer not null
);

create index documents_by_hash on documents (id_hash);
-- In this order people see them.
create unique index documents_by_id on documents (id);
create index documents_live on documents (code) where code <> 5;
create index documents_prunable on documents (prunable, changed_at) where prunable <> 0;

-- What a coordination is asked to do: does not change, so it is not written again with each record.
create table terms (
  position integer primary key references documents (position) on delete cascade,
  format integer not null,
  body text not null,
  checksum integer not null
);

-- What an operator has put aside because it failed its check, as it was found, and why.
create table damaged (
  number integer primary key,
  place text not null,
  fault text not null,
  acknowledged_by text not null,
  acknowledged_at text not null,
  reason text not null,
  id text,
  code integer,
  format integer,
  body text,
  checksum integer,
  terms_format integer,
  terms_body text,
  terms_checksum integer
);

-- Records are replaced, so this alone tells how far the log has come: each group raises it.
create table pulse (
  one integer primary key check (one = 1),
  beats integer not null
);

insert into pulse (one, beats) values (1, 0);

-- How much time the gateway has seen pass, in milliseconds, and when that was noted:
-- documents.changed_at is stamped with it, and pruning counts by it, so that a clock that jumps
-- prunes nothing. Without a row it goes on from the newest stamp that is there.
create table observed_time (
  one integer primary key check (one = 1),
  millis integer not null,
  wall integer not null,
  ticks integer not null,
  run text not null,
  boot text not null,
  host text not null,
  synchronised integer not null,
  checksum integer not null
);

-- Whose file this is: the gateway's name, and the host it runs on. A copy is noticed by it.
create table owner (
  one integer primary key check (one = 1),
  gateway text not null,
  host text not null,
  checksum integer not null
);
