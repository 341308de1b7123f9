enum PostofficePlaceholder {}
