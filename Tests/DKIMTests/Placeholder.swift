enum DKIMTestsPlaceholder {}
