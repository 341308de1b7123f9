/// What a server offered in its reply to EHLO (RFC 5321 §4.1.1.1).
struct SMTPExtensions: Hashable, Sendable {
    /// The lines as the server wrote them, without the greeting line.
    let lines: [String]
    private let parameters: [String: [String]]

    /// Before EHLO: nothing is offered.
    static let none = SMTPExtensions(lines: [])

    init(_ reply: SMTPReply) {
        self.init(lines: Array(reply.lines.dropFirst()))
    }

    private init(lines: [String]) {
        self.lines = lines
        var parameters: [String: [String]] = [:]
        for line in lines {
            // "AUTH=LOGIN" is how servers of the last century still put it.
            let words = line.split { $0 == " " || $0 == "=" }.map { $0.uppercased() }
            guard let keyword = words.first else { continue }
            parameters[keyword, default: []] += words.dropFirst()
        }
        self.parameters = parameters
    }

    /// Whether `keyword`, in upper case, was offered.
    func offers(_ keyword: String) -> Bool {
        parameters[keyword] != nil
    }

    /// The largest message the server takes, in bytes; `nil` where it names none (RFC 1870 §4: 0 means no limit).
    var sizeLimit: Int? {
        guard let limit = parameters["SIZE"]?.first.flatMap({ Int($0) }), limit > 0 else { return nil }
        return limit
    }

    /// The SASL mechanisms offered, in upper case.
    var authenticationMechanisms: Set<String> {
        Set(parameters["AUTH"] ?? [])
    }
}
