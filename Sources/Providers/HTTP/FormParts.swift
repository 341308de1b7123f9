/// A body of `multipart/form-data` (RFC 7578).
struct FormParts {
    private(set) var bytes: [UInt8] = []
    private let boundary: String

    init() {
        // 128 random bits do not occur in a mail by chance, and nobody can put them there before they are made.
        let digits = (0..<2).map { _ in String(UInt64.random(in: .min ... .max), radix: 16) }.joined()
        boundary = "postboek-\(digits)"
    }

    /// What goes into the Content-Type header.
    var contentType: String { "multipart/form-data; boundary=\(boundary)" }

    /// Adds a field; its name is one of ours, and needs no escaping.
    mutating func add(_ name: String, _ value: String) {
        bytes += "--\(boundary)\r\nContent-Disposition: form-data; name=\"\(name)\"\r\n\r\n\(value)\r\n".utf8
    }

    /// Adds a file.
    mutating func add(_ name: String, file: String, type: String, _ content: [UInt8]) {
        let disposition = "form-data; name=\"\(name)\"; filename=\"\(file)\""
        bytes += "--\(boundary)\r\nContent-Disposition: \(disposition)\r\nContent-Type: \(type)\r\n\r\n".utf8
        bytes += content
        bytes += "\r\n".utf8
    }

    /// Ends the body.
    mutating func close() {
        bytes += "--\(boundary)--\r\n".utf8
    }
}
