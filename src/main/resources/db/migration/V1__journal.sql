-- The last state of each transaction. Rows stand in the order of their arrival (position), so that
-- what lives now lies together at the end, in few pages. code: the state as a number, 1 to 5 (5 is
-- ended). prunable: 0 never, 1 ended, 2 forgotten. changed_at: milliseconds of observed_time.
-- body: JSON, for the software and for people: select id, body from transactions.
create table transactions (
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

-- Ids come in no order, so this is the one index whose every entry costs a page of its own. A hash
-- of four bytes keeps it small.
create index transactions_by_id on transactions (id_hash);
create index transactions_live on transactions (code) where code <> 5;
create index transactions_prunable on transactions (prunable, changed_at) where prunable <> 0;
-- What a person decided and nobody has forgotten yet: few rows, asked for at every start.
create index transactions_heuristic on transactions (position) where code = 5 and prunable = 0;

-- What a transaction is asked to do and what was voted: does not change any more once it is there, so
-- it is not written again with each state.
create table terms (
  position integer primary key references transactions (position) on delete cascade,
  format integer not null,
  body text not null,
  checksum integer not null
);

-- Which run of the gateway took a moment. A name is long, and there is one per start.
create table runs (
  number integer primary key,
  name text not null unique
);

-- How each transaction came where it stands, for people. Append-only; a line's number is never used
-- twice, so that a reader (the audit) may keep it as a cursor. principal, address: of the request on
-- whose behalf it was; empty where there was none.
create table history (
  line integer primary key autoincrement,
  position integer not null references transactions (position) on delete cascade,
  wall_second integer not null,
  wall_nano integer not null,
  ticks integer not null,
  run integer not null references runs (number),
  event text not null,
  from_code integer not null,
  to_code integer not null,
  who text not null,
  principal text not null,
  address text not null,
  detail text not null,
  checksum integer not null
);

create index history_by_transaction on history (position);

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

-- Written to find out whether the disk takes writes again.
create table pulse (
  one integer primary key check (one = 1),
  beats integer not null
);

insert into pulse (one, beats) values (1, 0);

-- How much time the gateway has seen pass, in milliseconds, and when that was noted:
-- transactions.changed_at is stamped with it, and pruning counts by it, so that a clock that jumps
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
