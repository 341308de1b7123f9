import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import NIOCore
import Postoffice

/// Why a call was not answered as asked: what the caller gets as `application/problem+json` (RFC 9457).
struct Problem: Error, Sendable {
    let kind: ProblemKind
    let detail: String
    var fields: [FieldProblem] = []
    var headers: HTTPFields = [:]

    /// Names a problem.
    ///
    /// - Parameters:
    ///   - kind: What kind it is.
    ///   - detail: What happened this time and what to do, without anybody's data.
    ///   - fields: The fields or parameters that break rules.
    ///   - retryAfter: After how many seconds it may go better.
    init(_ kind: ProblemKind, _ detail: String, fields: [FieldProblem] = [], retryAfter: Int? = nil) {
        self.kind = kind
        self.detail = detail
        self.fields = fields
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
    }

    /// The answer that says so.
    var response: Response {
        var fields = headers
        fields[.contentType] = "application/problem+json"
        return Response(
            status: kind.status,
            headers: fields,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: document))
        )
    }

    /// The body of that answer.
    var document: [UInt8] {
        let document = Document(
            type: kind.type,
            title: kind.title,
            status: kind.status.code,
            detail: detail,
            problems: fields.isEmpty ? nil : fields
        )
        return (try? JSONAnswer.encode(document)) ?? []
    }

    private struct Document: Encodable {
        var type: String
        var title: String
        var status: Int
        var detail: String
        var problems: [FieldProblem]?
    }
}

extension Problem {
    /// A key is missing or not valid.
    static func noValidKey(wasGiven: Bool) -> Self {
        var problem = Self(
            .noValidKey,
            wasGiven
                ? "The access key is not valid; check that it was copied whole, or make a new one."
                : "Send an access key: Authorization: Bearer KEY."
        )
        let error = wasGiven ? ", error=\"invalid_token\"" : ""
        problem.headers[.wwwAuthenticate] = "Bearer realm=\"postboek\"\(error)"
        return problem
    }

    /// A key was valid once.
    static func keyExpired(since end: Timestamp) -> Self {
        var problem = Self(
            .keyExpired,
            "The access key ended at \(end); make a new one with POST /v1/keys or `postboek key create`."
        )
        problem.headers[.wwwAuthenticate] =
            "Bearer realm=\"postboek\", error=\"invalid_token\", error_description=\"The key has ended\""
        return problem
    }

    /// A key lacks a scope.
    static func missingScope(_ scope: AccessScope) -> Self {
        var problem = Self(.missingScope, "This call takes an access key with the scope \(scope.rawValue).")
        problem.headers[.wwwAuthenticate] =
            "Bearer realm=\"postboek\", error=\"insufficient_scope\", scope=\"\(scope.rawValue)\""
        return problem
    }

    /// Too many keys were refused.
    static let tooManyAttempts = Self(
        .tooManyAttempts,
        "Too many invalid access keys came from this network; wait a minute.",
        retryAfter: 60
    )

    /// Too much is waiting.
    static let overloaded = Self(
        .overloaded,
        "Too much is waiting at this moment and nothing was stored; send the same request again.",
        retryAfter: 1
    )
}
