-- What a person decided and nobody has forgotten yet: few rows, asked for at every start.
create index transactions_heuristic on transactions (position) where code = 5 and prunable = 0;
