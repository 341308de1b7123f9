enum IntakeTestsPlaceholder {}
