import DeliveryReporting
import HTTPTypes
import Hummingbird
import Ledger
import Mail
import Postoffice

/// What became of mails, in figures.
struct StatisticsCalls: Sendable {
    var endpoints: [Endpoint] {
        [.granted(.read, .get, "/v1/statistics/delivery", parameters: ["from", "to", "by", "limit"], delivery)]
    }

    @Sendable private func delivery(_ call: Call, _ grant: AccessGrant) async throws -> Response {
        let today = ReportDay(.now())
        let to = try Self.day("to", call) ?? today
        let from = try Self.day("from", call) ?? ReportDay(number: to.number - 29)
        guard from <= to else { throw QueryParameters.bad("from", "lies after to") }
        let dimensions = try Self.dimensions(call.query.text("by") ?? "day")
        let limit = Int(try call.query.number("limit", in: 1...Int64(DeliveryReporting.groupLimit)) ?? 200)
        let summary = try await grant.organization.deliverySummary(of: from...to, by: dimensions, limit: limit)
        let types = ["application/json", "text/csv"]
        guard MediaRange.best(of: types, accept: call.request.headers[.accept]) == "text/csv" else {
            let answer = DeliveryAnswer(summary, from: from, to: to, by: dimensions)
            return try JSONAnswer.response(answer, headers: [.vary: "Accept"])
        }
        return Response(
            DeliveryTable.text(summary, by: dimensions),
            type: "text/csv; charset=utf-8; header=present",
            headers: [.vary: "Accept", .contentDisposition: "attachment; filename=\"delivery.csv\""]
        )
    }

    private static func day(_ name: String, _ call: Call) throws -> ReportDay? {
        guard let text = call.query.text(name) else { return nil }
        guard let day = ReportDay(text) else { throw QueryParameters.bad(name, "is not a day such as 2026-11-22") }
        return day
    }

    private static func dimensions(_ text: String) throws -> [ReportDimension] {
        if text == "total" { return [] }
        let names = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        let found = names.compactMap { ReportDimension(rawValue: $0) }
        guard found.count == names.count, Set(found).count == found.count else {
            let known = ReportDimension.allCases.map(\.rawValue).joined(separator: ", ")
            throw QueryParameters.bad("by", "is neither total nor a list, with commas, of \(known), each once")
        }
        return found
    }
}

/// The delivery report as JSON.
struct DeliveryAnswer: Encodable, Sendable {
    struct Figures: Encodable, Sendable {
        let day: String?
        let method: String?
        let documentType: String?
        let domain: String?
        let copies: Int
        let sent: Int
        let delivered: Int
        let read: Int
        let failed: [String: Int]
        let cancelled: Int
        let unknown: Int
        let inTransit: Int
        let medianSecondsToDeliver: Int64?
        let medianSecondsToRead: Int64?

        init(_ figures: DeliveryFigures) {
            day = figures.group[.day]
            method = figures.group[.method]
            documentType = figures.group[.documentType]
            domain = figures.group[.domain]
            copies = figures.copies
            sent = figures.sent
            delivered = figures.delivered
            read = figures.read
            failed = Dictionary(
                uniqueKeysWithValues: FailureClass.allCases.map { ($0.rawValue, figures.failed[$0] ?? 0) }
            )
            cancelled = figures.cancelled
            unknown = figures.unknown
            inTransit = figures.inTransit
            medianSecondsToDeliver = figures.medianToDeliver
            medianSecondsToRead = figures.medianToRead
        }
    }

    let from: String
    let to: String
    let by: [String]
    let groups: [Figures]
    let total: Figures
    let isCut: Bool

    init(_ summary: DeliverySummary, from: ReportDay, to: ReportDay, by dimensions: [ReportDimension]) {
        self.from = from.description
        self.to = to.description
        by = dimensions.map(\.rawValue)
        groups = summary.groups.map { Figures($0) }
        total = Figures(summary.total)
        isCut = summary.isCut
    }
}
