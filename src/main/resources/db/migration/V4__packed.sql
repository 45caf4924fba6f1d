-- From here on bodies are packed where that makes them shorter (format 2). Nothing moves: what is there stays as it is and
-- is read as it is. The number alone matters, so that a version that cannot read them refuses the journal.
select 1;
