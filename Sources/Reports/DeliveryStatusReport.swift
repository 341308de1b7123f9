/// The fields of a delivery status notification (RFC 3464).
struct DeliveryStatusReport: Sendable {
    /// What it says about one recipient.
    struct Recipient: Sendable {
        var address: String
        var original: String?
        var action: ReportAction
        var status: String?
        var diagnostic: String?
    }

    private(set) var recipients: [Recipient] = []
    private(set) var envelopeID: String?
    private(set) var arrivalDate: String?
    private(set) var reportingMTA: String?

    /// Reads the fields; `isWarning` says what a group without a known action means.
    init(_ fields: ReportFields, isWarning: Bool) {
        for group in fields.groups {
            envelopeID = envelopeID ?? group.value("original-envelope-id") ?? group.value("x-original-envelope-id")
            arrivalDate = arrivalDate ?? group.value("arrival-date")
            reportingMTA = reportingMTA ?? group.value("reporting-mta").map(Self.afterType)
            let final = group.address("final-recipient")
            let original = group.address("original-recipient")
            guard final != nil || original != nil else { continue }
            // Some servers put a route or a local name where others could find an address.
            let isAddress = { (text: String?) in text?.contains("@") == true }
            let address = isAddress(final) || !isAddress(original) ? final : original
            let status = group.value("status")
            recipients.append(
                Recipient(
                    address: address ?? "",
                    original: original,
                    action: group.value("action").flatMap(ReportAction.init(deliveryAction:))
                        ?? Self.action(status: status, isWarning: isWarning),
                    status: status,
                    diagnostic: group.value("diagnostic-code").map { Self.innerReply(Self.afterType($0)) }
                )
            )
        }
    }

    private static func action(status: String?, isWarning: Bool) -> ReportAction {
        guard !isWarning else { return .delayed }
        return status.flatMap { EnhancedStatus(firstIn: $0) }?.kind == 2 ? .delivered : .failed
    }

    /// The other server's reply, where a server quotes it after words of its own: `5.1.0 - Error 550-'5.7.1 no'`.
    private static func innerReply(_ text: String) -> String {
        let bytes = Array(text.utf8)
        for start in bytes.indices.dropLast(5)
        where bytes[start + 3] == UInt8(ascii: "-") && bytes[start + 4] == UInt8(ascii: "'") {
            let code = bytes[start..<(start + 3)]
            guard code.allSatisfy(\.isDigit) else { continue }
            let reply = bytes[(start + 5)...].prefix { $0 != UInt8(ascii: "'") }
            return String(decoding: code, as: UTF8.self) + " " + String(decoding: reply, as: UTF8.self)
        }
        return text
    }

    /// What follows the type in `smtp; 550 no`; a type is one short word.
    private static func afterType(_ value: String) -> String {
        guard let mark = value.firstIndex(of: ";") else { return value }
        let type = value[..<mark]
        guard type.utf8.count <= 20, !type.contains(where: \.isWhitespace) else { return value }
        return value[value.index(after: mark)...].trimmed
    }
}
