enum LedgerSQLitePlaceholder {}
