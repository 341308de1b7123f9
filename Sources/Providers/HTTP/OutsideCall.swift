import Foundation

/// A call to a server that the operator named: no redirects, bounded answers, bounded time.
package struct OutsideCall: Sendable {
    /// What came back.
    package struct Answer: Sendable {
        /// The HTTP status.
        package let status: Int
        /// The start of the body.
        package let body: [UInt8]
    }

    /// Why there was no answer, in words.
    package struct Failure: Error, Sendable, CustomStringConvertible {
        /// The words.
        package let description: String
    }

    private let caller: ProviderCaller

    /// Makes a caller.
    ///
    /// - Parameters:
    ///   - seconds: How long a call may take.
    ///   - answerBytes: How much of an answer is read.
    package init(seconds: Int64, answerBytes: Int) {
        caller = ProviderCaller(limits: ProviderCaller.Limits(answerBytes: answerBytes, seconds: seconds))
    }

    /// The host of an address; nil for one that is not http or https, or holds a user, query or fragment.
    package static func host(of url: String) -> String? {
        guard
            let parts = URLComponents(string: url), let host = parts.host, !host.isEmpty, parts.user == nil,
            parts.password == nil, parts.query == nil, parts.fragment == nil,
            parts.scheme == "https" || parts.scheme == "http"
        else { return nil }
        return host
    }

    /// Posts a text.
    ///
    /// - Throws: ``Failure``.
    package func post(_ text: String, to url: String) async throws(Failure) -> Answer {
        guard let host = Self.host(of: url) else { throw Failure(description: "\(url) is no address of a server") }
        let request = ProviderRequest(
            "POST",
            ProviderAddress(known: url, host: host),
            "",
            headers: [("Content-Type", "text/plain; charset=utf-8")],
            body: Array(text.utf8)
        )
        do throws(ProviderCallFailure) {
            let answer = try await caller.call(request)
            return Answer(status: answer.status, body: answer.body)
        } catch {
            throw Failure(description: error.words)
        }
    }
}
