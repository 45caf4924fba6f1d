-- Why the operator put it aside.
alter table damaged add column reason text not null default '';
