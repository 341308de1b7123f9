/// Names of metric families: `[a-zA-Z_:][a-zA-Z0-9_:]*`.
enum MetricName {
    /// The name with every byte that may not stand in it replaced by an underscore, ending in the suffix.
    static func sanitized(_ label: String, suffix: String = "") -> String {
        let name = ASCIIName.sanitized(label, alsoAllowing: UInt8(ascii: ":"))
        return name.hasSuffix(suffix) ? name : name + suffix
    }
}
