enum CorrespondencePlaceholder {}
