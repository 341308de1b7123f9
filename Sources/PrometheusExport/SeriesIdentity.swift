/// What tells one series from another: the name of its family and its labels, both as they stand on the page.
struct SeriesIdentity: Hashable, Sendable {
    let family: String

    /// The labels by name, as `a="b",c="d"`; empty without labels.
    let labels: String

    /// Makes labels of dimensions.
    ///
    /// Of two dimensions whose names come out the same the first one stays; a page may not hold both.
    init(family: String, dimensions: [(String, String)], reserved: String? = nil) {
        self.family = family
        guard !dimensions.isEmpty else {
            labels = ""
            return
        }
        var pairs: [(name: String, value: String)] = []
        for (name, value) in dimensions {
            var name = LabelText.sanitizedName(name)
            if name == reserved { name += "_" }
            if !pairs.contains(where: { $0.name == name }) { pairs.append((name, value)) }
        }
        labels = pairs.sorted { $0.name < $1.name }
            .map { "\($0.name)=\"\(LabelText.escapedValue($0.value))\"" }
            .joined(separator: ",")
    }

    /// A sample's name and labels, with a suffix to the name and a further label where asked.
    func sample(suffix: String = "", label: String = "") -> String {
        let labels = labels.isEmpty || label.isEmpty ? labels + label : labels + "," + label
        return labels.isEmpty ? family + suffix : "\(family)\(suffix){\(labels)}"
    }
}
