import Foundation

/// A call to a provider; never printed, for its headers hold secrets.
struct ProviderRequest: Sendable {
    let method: String
    let url: String
    /// The server's name, as reports show it.
    let host: String
    var headers: [(String, String)]
    var body: [UInt8]

    /// Makes a call to a path below a base address.
    init(_ method: String, _ base: ProviderAddress, _ path: String, headers: [(String, String)], body: [UInt8] = []) {
        self.method = method
        url = base.url + path
        host = base.host
        self.headers = headers
        self.body = body
    }

    /// A call with a JSON body.
    static func json(
        _ base: ProviderAddress,
        _ path: String,
        headers: [(String, String)],
        _ value: some Encodable
    ) throws -> Self {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        let all = headers + [("Content-Type", "application/json")]
        return Self("POST", base, path, headers: all, body: Array(try encoder.encode(value)))
    }

    /// The request in a dialogue: without its query and headers, in which secrets may stand.
    var line: String {
        "> \(method) \(url.prefix { $0 != "?" }) (\(body.count) bytes)"
    }

    /// The start of an answer in a dialogue.
    ///
    /// What is not JSON sent by us with a key, such as a form that asks for tokens, may be answered with secrets.
    func excerpt(of answer: ProviderAnswer) -> String {
        let isForm = headers.contains { $0.1.hasPrefix("application/x-www-form-urlencoded") }
        guard !(isForm && answer.status < 300) else { return "< (not shown)" }
        let secrets = headers.filter { $0.0 == "Authorization" }.flatMap { $0.1.split(separator: " ").map(String.init) }
        return "< \(String(answer.text(masking: secrets).prefix(500)))"
    }

    /// The header of HTTP Basic authentication (RFC 7617).
    static func basic(_ user: String, _ password: String) -> (String, String) {
        ("Authorization", "Basic \(Data("\(user):\(password)".utf8).base64EncodedString())")
    }

    /// The header of a bearer token (RFC 6750).
    static func bearer(_ token: String) -> (String, String) {
        ("Authorization", "Bearer \(token)")
    }

    /// A text as part of a path or query: everything but the unreserved characters of RFC 3986 is escaped.
    static func escaped(_ text: String) -> String {
        let unreserved = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
        )
        return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }
}
