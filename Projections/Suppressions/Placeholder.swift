enum SuppressionsPlaceholder {}
