import CGMime

/// Starts GMime once, whoever comes first; a global is initialised by one thread.
private let gmimeIsStarted: Void = g_mime_init()

/// One reference to a GObject, given back when this value ends.
///
/// GMime's objects are not shared between threads: each call of this room makes its own and drops them.
struct GMimeObjectReference: ~Copyable {
    private let raw: UnsafeMutableRawPointer

    /// Takes over the reference that `create` returns; nil where it returns none.
    init?(_ create: () -> UnsafeMutableRawPointer?) {
        _ = gmimeIsStarted
        guard let raw = create() else { return nil }
        self.raw = raw
    }

    /// A stream in memory with a copy of `bytes`.
    init?(streaming bytes: [UInt8]) {
        self.init {
            bytes.withUnsafeBytes { bytes in
                let characters = bytes.assumingMemoryBound(to: CChar.self)
                return .init(g_mime_stream_mem_new_with_buffer(characters.baseAddress, characters.count))
            }
        }
    }

    deinit {
        g_object_unref(raw)
    }

    /// The object as one of its C types; valid while this value lives.
    ///
    /// GObject's structs begin with their parent's, so that a pointer to one is a pointer to all of its parents.
    borrowing func `as`<Object>(_ type: Object.Type) -> UnsafeMutablePointer<Object> {
        raw.assumingMemoryBound(to: type)
    }
}

/// How this room has GMime write: with CRLF.
struct GMimeFormat: ~Copyable {
    let pointer: OpaquePointer

    init() throws(MIMEComposeError) {
        _ = gmimeIsStarted
        guard let pointer = g_mime_format_options_new() else { throw .libraryFailure }
        g_mime_format_options_set_newline_format(pointer, GMIME_NEWLINE_FORMAT_DOS)
        self.pointer = pointer
    }

    deinit {
        g_mime_format_options_free(pointer)
    }
}

/// What `write` puts into a stream, as bytes; nil where GMime has no memory for the stream.
func collectedBytes(_ write: (UnsafeMutablePointer<GMimeStream>) -> Void) -> [UInt8]? {
    guard let stream = GMimeObjectReference({ .init(g_mime_stream_mem_new()) }) else { return nil }
    write(stream.as(GMimeStream.self))
    guard let array = g_mime_stream_mem_get_byte_array(stream.as(GMimeStreamMem.self)) else { return nil }
    return Array(UnsafeBufferPointer(start: array.pointee.data, count: Int(array.pointee.len)))
}

/// The string that GMime hands over, copied and freed.
func takenString(_ pointer: UnsafeMutablePointer<CChar>?) -> String? {
    guard let pointer else { return nil }
    defer { g_free(pointer) }
    return String(cString: pointer)
}
