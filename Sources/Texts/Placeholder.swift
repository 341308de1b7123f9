enum TextsPlaceholder {}
