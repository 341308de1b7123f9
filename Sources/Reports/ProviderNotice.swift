import Foundation

/// A bounce, complaint or delivery that Amazon SES tells of in JSON, as its notification service mails it.
struct ProviderNotice: Decodable, Sendable {
    struct Recipient: Decodable, Sendable {
        var emailAddress: String
        var action: String?
        var status: String?
        var diagnosticCode: String?
    }

    struct Bounce: Decodable, Sendable {
        var bounceType: String?
        var bounceSubType: String?
        var bouncedRecipients: [Recipient]
        var reportingMTA: String?
    }

    struct Complaint: Decodable, Sendable {
        var complainedRecipients: [Recipient]
        var complaintFeedbackType: String?
    }

    struct Delivery: Decodable, Sendable {
        var recipients: [String]
        var smtpResponse: String?
        var reportingMTA: String?
    }

    struct Mail: Decodable, Sendable {
        struct CommonHeaders: Decodable, Sendable {
            var messageId: String?
        }
        var messageId: String?
        var commonHeaders: CommonHeaders?
        var destination: [String]?
    }

    var bounce: Bounce?
    var complaint: Complaint?
    var delivery: Delivery?
    var mail: Mail?

    /// The wrapping of the notification service.
    private struct Envelope: Decodable {
        var Message: String
    }

    /// Finds the notice in the words of a mail; nil where there is none.
    init?(in words: String) {
        guard words.contains("notificationType") || words.contains("eventType"), let text = Self.object(in: words)
        else {
            return nil
        }
        // Mail folds long lines, which JSON does not.
        for candidate in [text, text.replacing("\r\n", with: "").replacing("\n", with: "")] {
            let decoder = JSONDecoder()
            let data = Data(candidate.utf8)
            let inner = (try? decoder.decode(Envelope.self, from: data)).map { Data($0.Message.utf8) } ?? data
            guard let notice = try? decoder.decode(Self.self, from: inner),
                notice.bounce != nil || notice.complaint != nil || notice.delivery != nil
            else { continue }
            self = notice
            return
        }
        return nil
    }

    /// The first JSON object in a text, braces balanced outside of strings.
    private static func object(in text: String) -> String? {
        let bytes = Array(text.utf8)
        guard let start = bytes.firstIndex(of: UInt8(ascii: "{")) else { return nil }
        var depth = 0
        var isString = false
        var isEscaped = false
        for index in start..<bytes.count {
            let byte = bytes[index]
            if isEscaped {
                isEscaped = false
            } else if byte == UInt8(ascii: "\\"), isString {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                isString.toggle()
            } else if !isString, byte == UInt8(ascii: "{") {
                depth += 1
                // The decoder goes as deep as the text does.
                guard depth <= 64 else { return nil }
            } else if !isString, byte == UInt8(ascii: "}") {
                depth -= 1
                if depth == 0 { return String(decoding: bytes[start...index], as: UTF8.self) }
            }
        }
        return nil
    }
}
