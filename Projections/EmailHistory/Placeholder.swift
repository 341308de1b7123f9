enum EmailHistoryPlaceholder {}
