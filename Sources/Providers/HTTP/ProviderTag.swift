/// Under which name a provider keeps our tag of a copy and repeats it in everything it tells about the copy.
package enum ProviderTag {
    /// The name of the variable; Mailjet has one field for it, which has no name.
    package static let name = "postboek"
}
