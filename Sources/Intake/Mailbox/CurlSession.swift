import CCurl
import Foundation

/// One signed-in session with a mail server, by libcurl.
///
/// Every call blocks, and only one may run at a time.
final class CurlSession {
    private let handle: UnsafeMutableRawPointer
    private let settings: MailboxSettings

    private static let isReady: Bool = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// Prepares a session; nothing is connected yet.
    init(_ settings: MailboxSettings, secret: String, allowsPrivateHosts: Bool) throws(MailboxFailure) {
        guard Self.isReady, let handle = curl_easy_init() else {
            throw MailboxFailure(.answer, "libcurl cannot be used")
        }
        self.handle = handle
        self.settings = settings
        try text(CURLOPT_PROTOCOLS_STR, "imap,imaps,pop3,pop3s")
        try text(CURLOPT_USERNAME, settings.username)
        try text(settings.signIn == .oauth ? CURLOPT_XOAUTH2_BEARER : CURLOPT_PASSWORD, secret)
        try number(
            CURLOPT_USE_SSL,
            settings.security == .none ? Int(CURLUSESSL_NONE.rawValue) : Int(CURLUSESSL_ALL.rawValue)
        )
        try number(CURLOPT_NOSIGNAL, 1)
        try number(CURLOPT_CONNECTTIMEOUT, 30)
        try number(CURLOPT_TIMEOUT, 300)
        if let path = settings.trustRootsPath { try text(CURLOPT_CAINFO, path) }
        if !allowsPrivateHosts { try check(postboek_curl_refuse_private(handle)) }
    }

    deinit {
        curl_easy_cleanup(handle)
    }

    /// Runs one transfer.
    ///
    /// - Parameters:
    ///   - path: What stands behind the host in the address, escaped.
    ///   - command: The command to say in place of the usual one.
    ///   - hasBody: Whether the command has an answer of several lines.
    ///   - limit: The most bytes of the answer.
    /// - Returns: The answer.
    /// - Throws: What libcurl says.
    func perform(
        _ path: String = "",
        command: String? = nil,
        hasBody: Bool = true,
        limit: Int = 4 << 20
    ) throws(MailboxFailure) -> [UInt8] {
        try text(CURLOPT_URL, "\(settings.scheme)://\(settings.urlHost):\(settings.port)/\(path)")
        try text(CURLOPT_CUSTOMREQUEST, command)
        try number(CURLOPT_NOBODY, hasBody ? 0 : 1)
        let answer = Answer(limit: limit)
        let context = Unmanaged.passRetained(answer)
        defer { context.release() }
        try check(postboek_curl_set_writer(handle, takeBytes, context.toOpaque()))
        try check(curl_easy_perform(handle))
        return answer.bytes
    }

    private func text(_ option: CURLoption, _ value: String?) throws(MailboxFailure) {
        try check(postboek_curl_set_text(handle, option, value))
    }

    private func number(_ option: CURLoption, _ value: Int) throws(MailboxFailure) {
        try check(postboek_curl_set_number(handle, option, value))
    }

    private func check(_ code: CURLcode) throws(MailboxFailure) {
        guard code == CURLE_OK else { throw MailboxFailure(code) }
    }
}

/// What a transfer gave so far.
private final class Answer {
    var bytes: [UInt8] = []
    let limit: Int

    init(limit: Int) {
        self.limit = limit
    }
}

/// Takes what libcurl read; a count other than the given one ends the transfer.
private func takeBytes(
    _ bytes: UnsafeMutablePointer<CChar>?,
    _ size: Int,
    _ count: Int,
    _ context: UnsafeMutableRawPointer?
) -> Int {
    guard let bytes, let context else { return 0 }
    let answer = Unmanaged<Answer>.fromOpaque(context).takeUnretainedValue()
    let length = size * count
    guard length <= answer.limit - answer.bytes.count else { return 0 }
    answer.bytes.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: length))
    return length
}

extension MailboxSettings {
    fileprivate var scheme: String {
        security == .tls ? "\(access.rawValue)s" : access.rawValue
    }

    fileprivate var urlHost: String { host.contains(":") ? "[\(host)]" : host }

    /// The folder as it stands in an address.
    var urlFolder: String {
        let unreserved = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
        )
        return folder.addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }

    /// The folder as it stands in a command (RFC 9051 §4.3).
    var quotedFolder: String {
        "\"\(folder.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))\""
    }
}
