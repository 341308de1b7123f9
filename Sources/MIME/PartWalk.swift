import CGMime

/// Collects the parts of a parsed mail that hold no others.
struct PartWalk {
    /// The parts so far, in order.
    private(set) var parts: [ParsedMail.Part] = []

    private static let deepest = 32
    private static let most = 1000

    /// Visits an object that GMime owns, and everything in it.
    mutating func visit(_ object: UnsafeMutablePointer<GMimeObject>, depth: Int) throws(MIMEParseError) {
        guard depth <= Self.deepest else { throw .tooDeep }
        if Self.isKind(object, g_mime_multipart_get_type()) {
            let multipart = UnsafeMutableRawPointer(object).assumingMemoryBound(to: GMimeMultipart.self)
            for index in 0..<g_mime_multipart_get_count(multipart) {
                if let child = g_mime_multipart_get_part(multipart, index) {
                    try visit(child, depth: depth + 1)
                }
            }
        } else {
            guard parts.count < Self.most else { throw .tooManyParts }
            parts.append(Self.part(object))
        }
    }

    private static func part(_ object: UnsafeMutablePointer<GMimeObject>) -> ParsedMail.Part {
        let raw = UnsafeMutableRawPointer(object)
        var fileName: String?
        var bytes: [UInt8]?
        if isKind(object, g_mime_message_part_get_type()) {
            let message = g_mime_message_part_get_message(raw.assumingMemoryBound(to: GMimeMessagePart.self))
            if let message {
                let inner = UnsafeMutableRawPointer(message).assumingMemoryBound(to: GMimeObject.self)
                bytes = collectedBytes { g_mime_object_write_to_stream(inner, nil, $0) }
            }
        } else if isKind(object, g_mime_part_get_type()) {
            let part = raw.assumingMemoryBound(to: GMimePart.self)
            fileName = g_mime_part_get_filename(part).map { String(cString: $0) }
            if let content = g_mime_part_get_content(part) {
                bytes = collectedBytes { g_mime_data_wrapper_write_to_stream(content, $0) }
            }
        }
        let type = g_mime_object_get_content_type(object)
        return ParsedMail.Part(
            mediaType: takenString(g_mime_content_type_get_mime_type(type))?.lowercased() ?? "text/plain",
            charset: g_mime_content_type_get_parameter(type, "charset").map { String(cString: $0) },
            fileName: fileName,
            contentID: g_mime_object_get_content_id(object).map { String(cString: $0) },
            bytes: bytes ?? []
        )
    }

    private static func isKind(_ object: UnsafeMutablePointer<GMimeObject>, _ type: GType) -> Bool {
        let instance = UnsafeMutableRawPointer(object).assumingMemoryBound(to: GTypeInstance.self)
        return g_type_check_instance_is_a(instance, type) != 0
    }
}
