enum SendingPlaceholder {}
