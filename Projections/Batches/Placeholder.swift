enum BatchesPlaceholder {}
