import HTTPTypes
import Hummingbird
import Postoffice

/// One call of the service: where it is, who may make it, what it takes, and what answers it.
struct Endpoint: Sendable {
    /// Who may make a call, and what answers them.
    enum Answer: Sendable {
        /// Anybody.
        case open(@Sendable (Call) async throws -> Response)
        /// Holders of a key with this scope.
        case granted(AccessScope, @Sendable (Call, AccessGrant) async throws -> Response)
    }

    /// The method.
    let method: HTTPRequest.Method
    /// The path, its parameters in braces; also what logs and metrics call it.
    let path: String
    /// The query parameters it takes; others are refused.
    let parameters: Set<String>
    /// The most bytes of its request body.
    let bodyLimit: Int
    /// Whether HEAD is answered as GET is, without the body.
    let answersHead: Bool
    /// What answers it.
    let answer: Answer

    /// The scope that it takes; nil for a call that anybody may make.
    var scope: AccessScope? {
        switch answer {
        case .open: nil
        case .granted(let scope, _): scope
        }
    }

    /// A call that anybody may make.
    static func open(
        _ method: HTTPRequest.Method,
        _ path: String,
        answersHead: Bool = true,
        parameters: Set<String> = [],
        bodyLimit: Int = 0,
        _ answer: @escaping @Sendable (Call) async throws -> Response
    ) -> Self {
        Self(
            method: method,
            path: path,
            parameters: parameters,
            bodyLimit: bodyLimit,
            answersHead: answersHead,
            answer: .open(answer)
        )
    }

    /// A call that takes a key with a scope.
    static func granted(
        _ scope: AccessScope,
        _ method: HTTPRequest.Method,
        _ path: String,
        parameters: Set<String> = [],
        bodyLimit: Int = 1_000_000,
        _ answer: @escaping @Sendable (Call, AccessGrant) async throws -> Response
    ) -> Self {
        // Whatever is read from a view can be waited for.
        let waiting: Set<String> = method == .get ? ["atLeast"] : []
        return Self(
            method: method,
            path: path,
            parameters: parameters.union(waiting),
            bodyLimit: method == .get ? 0 : bodyLimit,
            answersHead: method == .get,
            answer: .granted(scope, answer)
        )
    }

    /// Whether a path as it was asked for is one of this call's.
    func matches(_ asked: String) -> Bool {
        let parts = asked.split(separator: "/")
        let template = path.split(separator: "/")
        return parts.count == template.count
            && zip(template, parts).allSatisfy { wanted, part in
                guard let open = wanted.firstIndex(of: "{"), let close = wanted.firstIndex(of: "}") else {
                    return wanted == part
                }
                return part.hasPrefix(wanted[..<open]) && part.hasSuffix(wanted[wanted.index(after: close)...])
            }
    }
}
