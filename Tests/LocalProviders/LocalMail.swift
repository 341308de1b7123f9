import Foundation

/// Reads, from a whole mail, what a provider reads that takes the envelope from the header.
struct LocalMail {
    let raw: String

    /// A header, unfolded; nil where there is none.
    func header(_ name: String) -> String? {
        let block = raw.components(separatedBy: "\r\n\r\n").first ?? ""
        var lines: [String] = []
        for line in block.components(separatedBy: "\r\n") {
            if line.first == " " || line.first == "\t", !lines.isEmpty {
                lines[lines.count - 1] += " " + line.drop { $0 == " " || $0 == "\t" }
            } else {
                lines.append(line)
            }
        }
        let start = name.lowercased() + ":"
        return lines.first { $0.lowercased().hasPrefix(start) }.map {
            $0.dropFirst(start.count).trimmingCharacters(in: .whitespaces)
        }
    }

    /// A header as people are shown it, with its encoded words (RFC 2047) read; nil where there is none.
    func shownHeader(_ name: String) -> String? {
        header(name)?
            .replacing(#/\?=\s+=\?/#, with: "?==?")
            .replacing(#/=\?utf-8\?([QB])\?([^?]*)\?=/#.ignoresCase()) { word in
                Self.text(of: String(word.output.2), isBase64: word.output.1.lowercased() == "b")
            }
    }

    /// What an encoded word in UTF-8 says.
    private static func text(of word: String, isBase64: Bool) -> String {
        if isBase64 { return Data(base64Encoded: word).map { String(decoding: $0, as: UTF8.self) } ?? "" }
        let escaped = word.replacing("%", with: "%25").replacing("=", with: "%").replacing("_", with: " ")
        return escaped.removingPercentEncoding ?? ""
    }

    /// Everybody whom the header names.
    var recipients: [String] {
        ["To", "Cc", "Bcc"].compactMap(header).flatMap { value in
            value.split { " ,<>\"".contains($0) }.filter { $0.contains("@") }.map(String.init)
        }
    }

    /// The Message-ID without angle brackets.
    var messageID: String? {
        header("Message-ID")?.trimmingCharacters(in: ["<", ">"])
    }
}
