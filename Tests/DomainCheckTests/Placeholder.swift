enum DomainCheckTestsPlaceholder {}
