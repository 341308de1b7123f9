enum UBLTestsPlaceholder {}
