-- Who did what, from where: append-only, and chained. hash: SHA-256, in hex, over the hash of the row
-- before (64 zeros before the first), a line feed, the number, a line feed, and the body as it stands
-- here. changed_at: milliseconds of observed_time, for pruning alone. body: JSON, for the software and
-- for people: select number, body from audit.
create table audit (
  number integer primary key,
  changed_at integer not null,
  body text not null,
  hash text not null
);

-- Where the chain begins, once the oldest rows were pruned: the last of them. The chain itself says so
-- too, in a row whose act is "pruned".
create table anchor (
  one integer primary key check (one = 1),
  number integer not null,
  hash text not null
);

insert into anchor (one, number, hash)
values (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');

-- The last line of the journal's history that was recorded.
create table followed (
  one integer primary key check (one = 1),
  line integer not null
);

insert into followed (one, line) values (1, 0);

-- Written to find out whether the disk takes writes again.
create table pulse (
  one integer primary key check (one = 1),
  beats integer not null
);

insert into pulse (one, beats) values (1, 0);

-- How much time the gateway has seen pass, in milliseconds, and when that was noted: so that a clock
-- that jumps prunes nothing.
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
