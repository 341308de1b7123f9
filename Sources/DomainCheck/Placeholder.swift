enum DomainCheckPlaceholder {}
