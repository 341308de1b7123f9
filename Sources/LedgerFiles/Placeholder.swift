enum LedgerFilesPlaceholder {}
