/// The names of small files in an organization's folder that more than one room knows.
package enum OrganizationFiles {
    /// What is known of witnesses and anchors, with the newest cosigned checkpoint; belongs in a backup.
    package static let anchoring = "anchoring.json"
    /// Up to which ledger size the content of erased persons was removed.
    ///
    /// It says so of this folder alone: a backup that is put back brings content of erased persons along, and must not
    /// bring this.
    package static let purged = "purged"
}
