-- The coordinations in the order in which they ended, so that a reader (the outbox) may keep a number
-- as a cursor. Written with the record that ended, by the database itself: neither is there without
-- the other. code: 4 ended while gateways are still to be told that they may forget, 5 ended.
create table ended (
  number integer primary key autoincrement,
  position integer not null references documents (position) on delete cascade
);

create index ended_by_document on ended (position);

create trigger documents_ended after update of code on documents
when new.code in (4, 5) and old.code not in (4, 5)
begin
  insert into ended (position) values (new.position);
end;

create trigger documents_ended_at_once after insert on documents
when new.code in (4, 5)
begin
  insert into ended (position) values (new.position);
end;
