enum TextsTestsPlaceholder {}
