extension ContentName {
    /// The name of content under a subject: a keyed hash of the subject and of the content's SHA-256.
    ///
    /// The same content has unrelated names under two subjects, so that erasing one leaves the other's file alone.
    package init(of bytes: [UInt8], subject: KeySubject, key: IndexKey) {
        let named = LengthPrefixed.join([Array(subject.text.utf8), Hash(of: bytes).bytes])
        self.init(text: Hash(of: key.digest("content name", named)).description)
    }
}
