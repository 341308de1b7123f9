/// An e-mail address whose shape has been checked once, so that it can stand in headers and SMTP commands.
///
/// The check is deliberately narrower than RFC 5321: no quoted local parts, no comments, no address literals. Those do not
/// occur on invoices, and each of them has been a way to smuggle something past a parser.
package struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    /// The part before the at sign, as written.
    package let localPart: String

    /// The part after the at sign, in lower case.
    package let domain: String

    /// The whole address.
    package var description: String { "\(localPart)@\(domain)" }

    /// The form by which two spellings of one mailbox are recognised: all in lower case.
    ///
    /// RFC 5321 allows a case-sensitive local part; no mailbox provider in use makes that distinction.
    package var normalized: String { description.lowercased() }

    /// Whether RFC 6531 (SMTPUTF8) is needed to carry this address.
    package var needsSMTPUTF8: Bool { !description.utf8.allSatisfy { $0 < 0x80 } }

    /// Parses an address.
    ///
    /// - Throws: The first rule that the text breaks.
    package init(parsing text: String) throws(EmailAddressError) {
        guard !text.isEmpty else { throw .empty }
        // RFC 5321 §4.5.3.1.3 limits a path to 256 octets, angle brackets included.
        guard text.utf8.count <= 254 else { throw .tooLong }
        guard text.unicodeScalars.allSatisfy({ !$0.properties.isWhitespace && $0.value >= 0x20 && $0.value != 0x7F })
        else {
            throw .forbiddenCharacter
        }
        guard let at = text.lastIndex(of: "@") else { throw .missingAtSign }
        let local = text[..<at]
        let domain = text[text.index(after: at)...].lowercased()
        guard !local.isEmpty, local.utf8.count <= 64 else { throw .badLocalPart }
        guard !local.contains(where: { "()<>[]:;@\\,\"".contains($0) }) else { throw .forbiddenCharacter }
        guard !local.hasPrefix("."), !local.hasSuffix("."), !local.contains("..") else { throw .badLocalPart }
        guard Self.isDomain(domain) else { throw .badDomain }
        self.localPart = String(local)
        self.domain = domain
    }

    private static func isDomain(_ domain: String) -> Bool {
        let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
        return labels.allSatisfy { label in
            (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                && label.unicodeScalars.allSatisfy { scalar in
                    scalar == "-" || scalar.value >= 0x80 || scalar.properties.isAlphabetic
                        || ("0"..."9").contains(scalar)
                }
        }
    }
}

/// The first rule that a text breaks on its way to an ``EmailAddress``.
package enum EmailAddressError: Error, Hashable, CustomStringConvertible {
    case empty, tooLong, missingAtSign, badLocalPart, badDomain, forbiddenCharacter

    /// What is wrong, and what to write instead.
    ///
    /// Never repeats the address.
    package var description: String {
        switch self {
        case .empty: "the address is empty; write it as name@example.com"
        case .tooLong: "the address is longer than 254 bytes"
        case .missingAtSign: "the address has no @; write it as name@example.com"
        case .badLocalPart: "the part before the @ is empty, longer than 64 bytes, or has dots at its ends or in a row"
        case .badDomain: "the part after the @ is not a domain name"
        case .forbiddenCharacter: "the address contains a space, a control character or one of ()<>[]:;\\,\""
        }
    }
}
