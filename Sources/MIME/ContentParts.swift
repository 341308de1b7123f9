import CGMime
import Mail

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

    /// The headers of an attachment's part, without the empty line after them.
    borrowing func headers(of attachment: MailAttachment) throws(MIMEComposeError) -> [UInt8] {
        let mediaType = attachment.mediaType
        guard let part = GMimeObjectReference({ .init(g_mime_part_new_with_type(mediaType.type, mediaType.subtype)) })
        else { throw .libraryFailure }
        let object = part.as(GMimeObject.self)
        g_mime_object_set_disposition(object, "attachment")
        g_mime_part_set_filename(part.as(GMimePart.self), attachment.name.text)
        g_mime_part_set_content_encoding(part.as(GMimePart.self), GMIME_CONTENT_ENCODING_BASE64)
        // Left alone, GMime picks the narrowest charset that it knows for a name.
        for (parameters, name) in [
            (g_mime_content_type_get_parameters(object.pointee.content_type), "name"),
            (g_mime_content_disposition_get_parameters(object.pointee.disposition), "filename"),
        ] {
            g_mime_param_set_charset(g_mime_param_list_get_parameter(parameters, name), "utf-8")
        }
        guard let headers = takenString(g_mime_object_get_headers(object, format.pointer)) else {
            throw .libraryFailure
        }
        return Array(headers.utf8)
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
