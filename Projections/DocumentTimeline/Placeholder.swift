enum DocumentTimelinePlaceholder {}
