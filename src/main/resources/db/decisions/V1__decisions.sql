-- The coordinator's documents, opaque here. Rows stand in the order of their arrival.
create table documents (
  position integer primary key,
  id text not null,
  open integer not null,
  format integer not null,
  body blob not null,
  checksum integer not null
);

create unique index documents_by_id on documents (id);
create index documents_open on documents (open) where open = 1;

-- Written to find out whether the disk takes writes again.
create table pulse (
  one integer primary key check (one = 1),
  beats integer not null
);

insert into pulse (one, beats) values (1, 0);
