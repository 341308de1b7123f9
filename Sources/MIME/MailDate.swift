import CGMime

/// The time that the date of a header states (RFC 5322 §3.3), in seconds since 1970.
///
/// Nil where the text is no date.
package func mailDate(_ text: String) -> Int64? {
    guard text.utf8.count <= 200, !text.utf8.contains(0) else { return nil }
    guard let date = g_mime_utils_header_decode_date(text) else { return nil }
    defer { g_date_time_unref(date) }
    return Int64(g_date_time_to_unix(date))
}
