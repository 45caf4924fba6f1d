-- How much time the gateway has seen pass, in milliseconds, and when that was noted: documents.changed_at is stamped with it, and
-- pruning counts by it, so that a clock that jumps prunes nothing. Without a row it goes on from the newest stamp that is there.
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
