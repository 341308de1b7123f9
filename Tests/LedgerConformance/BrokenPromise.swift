/// What a store promised and did not keep.
package struct BrokenPromise: Error, CustomStringConvertible {
    /// The promise.
    package let description: String

    /// Throws unless a promise holds.
    static func unless(_ holds: Bool, _ promise: String) throws {
        guard holds else { throw BrokenPromise(description: promise) }
    }
}
