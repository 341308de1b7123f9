enum DKIMPlaceholder {}
