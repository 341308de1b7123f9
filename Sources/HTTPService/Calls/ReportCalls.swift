import Correspondence
import HTTPTypes
import Hummingbird
import Ledger
import Mail
import Postoffice
import Reports

/// Mail that came back.
struct ReportCalls: Sendable {
    let office: Postoffice

    var endpoints: [Endpoint] {
        [
            .granted(.send, .post, "/v1/reports", bodyLimit: IncomingMail.largest, take),
            .granted(.read, .get, "/v1/reports", parameters: ["matched", "cursor", "limit"], list),
            .granted(.read, .get, "/v1/reports/{report}/content", content),
            .granted(.manage, .post, "/v1/reports/reclassification", reclassify),
        ]
    }

    private enum YesOrNo: String, CaseIterable { case yes = "true", no = "false" }

    private struct ReclassificationRequest: Decodable, Sendable {
        var dryRun: Bool
    }

    @Sendable private func take(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let type = call.request.headers[.contentType]?.prefix { $0 != ";" }.lowercased()
        guard type == nil || type == "message/rfc822" else {
            throw Problem(
                .unsupportedMediaType,
                "The body must be a whole mail; send it with Content-Type: message/rfc822."
            )
        }
        guard call.body.readableBytes > 0 else { throw Problem(.malformedRequest, "The body is empty; send a mail.") }
        let mail = IncomingMail(source: "http", bytes: Array(call.body.readableBytesView), isKeptAnyway: true)
        // The operator's own key brings reports for all, as from a bounce domain that they share.
        guard office.settings.operatorsOrganization == grant.organization.name else {
            return try JSONAnswer.response(ReportAnswer(try await grant.organization.take(mail)), status: .accepted)
        }
        let (taken, owner) = try await office.take(mail)
        let isOwn = owner === grant.organization
        return try JSONAnswer.response(ReportAnswer(taken, isForeign: !isOwn), status: .accepted)
    }

    @Sendable private func list(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let wanted: YesOrNo? = try call.query.choice("matched")
        let page = try await grant.organization.reports(
            matched: wanted.map { $0 == .yes },
            cursor: call.query.text("cursor"),
            limit: try call.query.limit()
        )
        return try JSONAnswer.response(Page(items: page.items.map(ReportItem.init), next: page.next))
    }

    @Sendable private func content(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        guard let position = Int64(try call.part("report")), position >= 0 else {
            throw PostofficeError.notFound("report")
        }
        let mail = try await grant.organization.keptReport(at: position)
        return .mail(mail, named: "report-\(position).eml")
    }

    @Sendable private func reclassify(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let request = try call.json(ReclassificationRequest.self)
        return try JSONAnswer.response(try await grant.organization.reclassify(isDry: request.dryRun))
    }
}

/// What became of a report that was brought.
private struct ReportAnswer: Encodable {
    let kind: String
    let matchedBy: String?
    let message: String?
    let report: Int64?
    let added: Int
    let isRepeat: Bool

    init(_ taken: TakenReport, isForeign: Bool = false) {
        kind = taken.kind.rawValue
        matchedBy = taken.matchedBy?.rawValue
        message = isForeign ? nil : taken.message?.description
        report = isForeign ? nil : taken.outcome.report
        added = taken.outcome.added.count
        isRepeat = taken.isRepeat
    }
}

/// A report in a list.
private struct ReportItem: Encodable, Sendable {
    struct Verdict: Encodable, Sendable {
        let position: Int64
        let message: String
        let recipient: Int
        let type: String
        let failureClass: FailureClass?
        let rule: String?
    }

    let position: Int64
    let receivedAt: String
    let source: String
    let kind: String
    let ruleSet: Int
    let matchedBy: String?
    let size: Int
    let verdicts: [Verdict]

    init(_ report: KnownReport) {
        position = report.position
        receivedAt = report.receivedAt.description
        source = report.source
        kind = report.kind
        ruleSet = report.ruleSet
        matchedBy = report.matchedBy
        size = report.size
        verdicts = report.verdicts.map { verdict in
            Verdict(
                position: verdict.position,
                message: verdict.message.description,
                recipient: verdict.number,
                type: verdict.type,
                failureClass: verdict.failureClass,
                rule: verdict.rule
            )
        }
    }
}
