import EmailHistory
import HTTPTypes
import Hummingbird
import Ledger
import Mail
import Postoffice

/// Sending, and the history of what was sent.
struct MessageCalls: Sendable {
    var endpoints: [Endpoint] {
        [
            .granted(.send, .post, "/v1/messages", bodyLimit: 36_000_000, submit),
            .granted(
                .read,
                .get,
                "/v1/messages",
                parameters: [
                    "status", "recipient", "document", "documentType", "method", "batch", "from", "to", "q", "asOf",
                    "cursor", "limit", "language",
                ],
                list
            ),
            .granted(.read, .post, "/v1/messages/search", parameters: ["atLeast"], bodyLimit: 16_384, search),
            .granted(.read, .get, "/v1/messages/{message}", parameters: ["asOf", "language"], one),
            .granted(.read, .get, "/v1/messages/{message}/content", parameters: ["recipient"], content),
        ]
    }

    @Sendable private func submit(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let submitted = try await grant.organization.submit(
            try call.json(MessageRequest.self),
            idempotency: try call.callersKey(),
            actor: grant.actor
        )
        return try JSONAnswer.response(
            SubmittedAnswer(submitted),
            status: .accepted,
            headers: [.location: "/v1/messages/\(submitted.id)", .position: String(submitted.position)]
        )
    }

    @Sendable private func list(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        try await list(call, grant, types: ["application/json", "text/csv"])
    }

    /// The same list, asked for in a body: nothing of it stands in an address, so it is no table with a link to its next page.
    @Sendable private func search(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let query = try QueryParameters(named: try call.json(MessageSearch.self).parameters)
        let asked = Call(request: call.request, context: call.context, query: query, body: call.body)
        return try await list(asked, grant, types: ["application/json"])
    }

    private func list(_ call: Call, _ grant: AccessGrant, types: [String]) async throws -> Response {
        let query = call.query
        var filter = HistoryFilter()
        filter.status = try query.choice("status")
        filter.recipient = query.address("recipient")
        filter.document = query.text("document")
        filter.documentType = try query.choice("documentType")
        filter.method = try query.choice("method")
        filter.batch = try query.id("batch")
        filter.from = try query.moment("from")
        filter.to = try query.moment("to")
        filter.text = query.text("q")
        let (cursor, limit) = (query.text("cursor"), try query.limit())
        let page =
            if let moment = try query.asOf() {
                try await grant.organization.messages(filter, asOf: moment, cursor: cursor, limit: limit)
            } else {
                try await grant.organization.messages(filter, cursor: cursor, limit: limit)
            }
        let language = try await call.language { try await grant.organization.language() }
        var headers: HTTPFields = [.vary: "Accept, Accept-Language", .contentLanguage: language.rawValue]
        guard MediaRange.best(of: types, accept: call.request.headers[.accept]) == "text/csv" else {
            let items = page.items.map { MessageAnswer($0, in: language) }
            return try JSONAnswer.response(Page(items: items, next: page.next), headers: headers)
        }
        headers[.contentDisposition] = "attachment; filename=\"messages.csv\""
        if let next = page.next {
            headers[.link] = "<\(query.address(ofNext: next, at: call.request.uri.path))>; rel=\"next\""
        }
        return Response(
            MessageTable.text(page.items, in: language),
            type: "text/csv; charset=utf-8; header=present",
            headers: headers
        )
    }

    @Sendable private func one(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let id = try call.id("message", of: "message")
        let message =
            if let moment = try call.query.asOf() {
                try await grant.organization.message(id, asOf: moment)
            } else {
                try await grant.organization.message(id)
            }
        let language = try await call.language { try await grant.organization.language() }
        return try JSONAnswer.response(
            MessageAnswer(message, in: language),
            headers: [.vary: "Accept-Language", .contentLanguage: language.rawValue]
        )
    }

    @Sendable private func content(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let id = try call.id("message", of: "message")
        let recipient = Int(try call.query.number("recipient", in: 1...1_000_000) ?? 1)
        let mail = try await grant.organization.content(of: id, recipient: recipient)
        return .mail(mail, named: "message-\(id)-\(recipient).eml")
    }
}

extension Response {
    /// A whole mail as a file to keep; never shown inside a page, since it is a stranger's HTML.
    static func mail(_ bytes: [UInt8], named name: String) -> Self {
        Self(
            bytes,
            type: "message/rfc822",
            headers: [
                .contentDisposition: "attachment; filename=\"\(name)\"",
                .contentSecurityPolicy: "sandbox; default-src 'none'; frame-ancestors 'none'",
            ]
        )
    }
}
