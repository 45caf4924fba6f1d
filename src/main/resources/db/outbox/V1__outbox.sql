-- How far each channel has told each source: everything up to that number was taken by its broker, or
-- dropped. dropped: how many entries were not told, because too many waited or because they were gone.
create table cursors (
  channel text not null,
  source text not null,
  number integer not null,
  dropped integer not null,
  primary key (channel, source)
);

-- What the outbox itself has to tell: alarms, and what it dropped. A number is never used twice.
-- data: JSON, the event's own.
create table notices (
  number integer primary key autoincrement,
  at_millis integer not null,
  type text not null,
  subject text not null,
  data text not null
);

-- The alarms that were told as raised and not as cleared: so that a restart tells neither twice.
create table alarms (
  subject text not null,
  kind text not null,
  primary key (subject, kind)
);
