import Crypto

/// Signs mails for a domain with every key it has (RFC 6376, RFC 8301, RFC 8463).
///
/// Headers and body are signed in their relaxed forms, the whole body without a length, and each header that matters is
/// listed once more than it is there, so that nobody can add another. The keys of one mail sign independently: a receiver
/// that does not know one of them uses the other.
package struct DKIMSigner: Sendable {
    /// The domain that vouches for the mail: the tag `d=`.
    package let domain: String
    private let keys: [DKIMKey]

    /// Makes a signer.
    ///
    /// - Throws: ``DKIMError/noKeys``; ``DKIMError/badDomain`` for a domain that is not ASCII.
    package init(domain: String, keys: [DKIMKey]) throws(DKIMError) {
        guard !keys.isEmpty else { throw .noKeys }
        let isDomain =
            (1...253).contains(domain.utf8.count)
            && domain.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
        guard isDomain else { throw .badDomain }
        self.domain = domain
        self.keys = keys
    }

    /// The fields to put before a mail, each ended by CRLF, one for each key.
    ///
    /// The mail is read once and not copied. A bare CR or LF counts as CRLF, which is what sending makes of it. The work
    /// is bound by the processor: 40 MB take a fraction of a second.
    ///
    /// - Parameters:
    ///   - mail: The mail, headers and body.
    ///   - seconds: The time of signing, since 1970.
    /// - Returns: The bytes of the fields.
    /// - Throws: ``DKIMError`` for a header that cannot be read, for none or several From, and for a key that fails.
    package func signatureFields(for mail: [UInt8], at seconds: Int64) throws(DKIMError) -> [UInt8] {
        let parts = mail.withUnsafeBufferPointer { bytes in
            Result<SignedParts, DKIMError> { () throws(DKIMError) in try SignedParts(bytes) }
        }
        let signed = try parts.get()
        var fields: [UInt8] = []
        for key in keys {
            let field = SignatureField(
                algorithm: key.algorithm,
                domain: domain,
                selector: key.selector,
                seconds: seconds,
                headers: signed.names,
                bodyHash: signed.bodyHash
            )
            var hasher = SHA256()
            hasher.update(data: signed.headers)
            hasher.update(data: field.canonical)
            fields += field.bytes(signature: try key.signature(over: hasher.finalize()))
        }
        return fields
    }
}

/// What all signatures of a mail share.
private struct SignedParts {
    let names: [String]
    let headers: [UInt8]
    let bodyHash: [UInt8]

    init(_ mail: UnsafeBufferPointer<UInt8>) throws(DKIMError) {
        let layout = try MailLayout(mail)
        guard layout.fields.count(where: { $0.name == "from" }) == 1 else { throw .notOneFrom }
        names = SignedHeaders.names(for: layout)
        headers = SignedHeaders.canonical(names, of: mail, layout: layout)
        bodyHash = Array(RelaxedBody.hash(of: UnsafeBufferPointer(rebasing: mail[layout.bodyStart...])))
    }
}
