import CGMime

/// Makes the parts of a mail with GMime, each with its Content headers.
struct ContentParts: ~Copyable {
    private let format: GMimeFormat

    init() throws(MIMEComposeError) {
        self.format = try GMimeFormat()
    }

    /// A text part in UTF-8.
    borrowing func text(_ text: BodyText, subtype: String) throws(MIMEComposeError) -> GMimeObjectReference {
        guard let stream = GMimeObjectReference(streaming: text.bytes),
            let part = GMimeObjectReference({ .init(g_mime_part_new_with_type("text", subtype)) }),
            let content = GMimeObjectReference({
                .init(
                    g_mime_data_wrapper_new_with_stream(stream.as(GMimeStream.self), GMIME_CONTENT_ENCODING_DEFAULT)
                )
            })
        else { throw .libraryFailure }
        g_mime_object_set_content_type_parameter(part.as(GMimeObject.self), "charset", "utf-8")
        g_mime_part_set_content_encoding(part.as(GMimePart.self), text.encoding)
        g_mime_part_set_content(part.as(GMimePart.self), content.as(GMimeDataWrapper.self))
        return part
    }

    /// An empty container.
    borrowing func multipart(_ subtype: String, boundary: String) throws(MIMEComposeError) -> GMimeObjectReference {
        guard let multipart = GMimeObjectReference({ .init(g_mime_multipart_new_with_subtype(subtype)) }) else {
            throw .libraryFailure
        }
        g_mime_multipart_set_boundary(multipart.as(GMimeMultipart.self), boundary)
        return multipart
    }

    /// Puts a part at the end of a container, which then holds a reference of its own.
    borrowing func add(_ part: borrowing GMimeObjectReference, to multipart: borrowing GMimeObjectReference) {
        g_mime_multipart_add(multipart.as(GMimeMultipart.self), part.as(GMimeObject.self))
    }

    /// A part or container with all that is in it, as it stands in a mail.
    borrowing func bytes(of part: borrowing GMimeObjectReference) throws(MIMEComposeError) -> [UInt8] {
        let object = part.as(GMimeObject.self)
        let options = format.pointer
        guard let bytes = collectedBytes({ g_mime_object_write_to_stream(object, options, $0) }) else {
            throw .libraryFailure
        }
        return bytes
    }
}
