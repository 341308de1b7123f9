/// Why a backup could not be made, checked or put back; says which file, and what to do.
package struct BackupError: Error, Hashable, Sendable, CustomStringConvertible {
    /// What happened and what to do.
    package let description: String

    /// Makes an error.
    package init(_ description: String) {
        self.description = description
    }
}
