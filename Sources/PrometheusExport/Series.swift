/// One line of numbers under one name and one set of labels.
protocol Series: AnyObject, Sendable {
    static var kind: SeriesKind { get }

    var identity: SeriesIdentity { get }

    /// Appends the samples, each on a line of its own.
    func write(to page: inout String)
}

/// The types of the text format that are in use here.
enum SeriesKind: String, Sendable {
    case counter, gauge, histogram

    /// The names of the samples that a family of this type puts on the page, its own included.
    func sampleNames(of family: String) -> [String] {
        switch self {
        case .counter, .gauge: [family]
        case .histogram: [family, family + "_bucket", family + "_sum", family + "_count"]
        }
    }
}
