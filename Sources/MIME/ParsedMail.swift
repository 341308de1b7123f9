import CGMime

/// A mail from outside, taken apart: its headers, and its parts without the containers around them.
///
/// Nothing in it is to be trusted; it is only bounded.
package struct ParsedMail: Hashable, Sendable {
    /// A header of the mail.
    package struct Header: Hashable, Sendable {
        /// The name, as written.
        package let name: String

        /// The value, unfolded and decoded.
        package let value: String
    }

    /// A part that holds no other parts.
    package struct Part: Hashable, Sendable {
        /// Such as `text/plain`, in lower case.
        package let mediaType: String

        /// The charset that the part names, as written; nil where it names none.
        package let charset: String?

        /// The file name that the part asks for; nil where it has none.
        package let fileName: String?

        /// By which the HTML shows the part (RFC 2392), without angle brackets; nil where it has none.
        package let contentID: String?

        /// The content with its transfer encoding undone, otherwise as it travelled.
        ///
        /// A part that is a mail itself (`message/rfc822`) gives that mail, to be parsed again.
        package let bytes: [UInt8]
    }

    /// The headers of the mail in order, those that describe its content (`Content-…`) last.
    package let headers: [Header]

    /// The parts, in order.
    package let parts: [Part]

    /// The decoded value of the first header with this name, in any case; nil where there is none.
    package func value(of name: String) -> String? {
        let wanted = name.lowercased()
        return headers.first { $0.name.lowercased() == wanted }?.value
    }

    /// Takes a mail apart.
    ///
    /// - Parameters:
    ///   - bytes: The mail, headers first.
    ///   - limit: The most bytes that are looked at.
    /// - Throws: The bound that the mail crosses.
    package init(parsing bytes: [UInt8], limit: Int = 64 << 20) throws(MIMEParseError) {
        guard bytes.count <= limit else { throw .tooLarge(limit: limit) }
        try HostileMailScan.check(bytes)
        guard let stream = GMimeObjectReference(streaming: bytes),
            let parser = GMimeObjectReference({ .init(g_mime_parser_new_with_stream(stream.as(GMimeStream.self))) }),
            let message = GMimeObjectReference({
                .init(g_mime_parser_construct_message(parser.as(GMimeParser.self), nil))
            })
        else { throw .unreadable }
        var headers = try Self.headers(of: message.as(GMimeObject.self))
        var walk = PartWalk()
        if let part = g_mime_message_get_mime_part(message.as(GMimeMessage.self)) {
            headers += try Self.headers(of: part)
            try walk.visit(part, depth: 1)
        }
        self.headers = headers
        self.parts = walk.parts
    }

    private static func headers(of object: UnsafeMutablePointer<GMimeObject>) throws(MIMEParseError) -> [Header] {
        let list = g_mime_object_get_header_list(object)
        let count = g_mime_header_list_get_count(list)
        guard count <= 1000 else { throw .tooManyHeaders }
        return (0..<count).compactMap { index in
            guard let header = g_mime_header_list_get_header_at(list, index), let name = g_mime_header_get_name(header)
            else { return nil }
            let value = g_mime_header_get_value(header).map { String(cString: $0) } ?? ""
            return Header(name: String(cString: name), value: value)
        }
    }
}
