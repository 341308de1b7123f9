enum UBLPlaceholder {}
