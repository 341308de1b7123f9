import Foundation
import Ledger
import Mail
import Outbox
import ProjectionEngine
import Sending
import Settings

/// How an organization's sending stands, method by method: the JSON shape of `GET /v1/sending`.
package struct SendingState: Encodable, Sendable {
    /// One method's.
    package struct Method: Encodable, Sendable {
        /// Why a method rests.
        package struct Rest: Encodable, Sendable {
            let cause: String
            let until: String
            let reason: String
            let times: Int
        }

        let kind: MethodKind
        let pending: Int
        let limits: SendingLimits
        let rest: Rest?
    }

    /// The methods that are set up, or have copies waiting.
    let methods: [Method]
}

/// How much a method may hand over; what is missing is not limited.
package struct SendingLimits: Codable, Hashable, Sendable {
    /// Copies in any minute.
    package var perMinute: Int?
    /// Copies in any 24 hours.
    package var perDay: Int?
    /// Copies under way at once.
    package var atOnce: Int?
}

extension Organization {
    /// The dispatcher of this organization's copies.
    func makeDispatcher(_ views: OrganizationViews) -> Dispatcher {
        Dispatcher(
            DispatcherDependencies(
                ledger: ledger,
                archive: archive,
                outbox: views.outbox,
                method: { [methods] kind in await methods.method(kind) },
                frozenMail: { [postmaster] copy in
                    // Only a copy whose address is still known is asked for.
                    try await postmaster.frozenMail(content: copy.content, address: copy.address ?? "")
                },
                refusal: { copy in try await self.refusal(of: copy) },
                conditions: conditions,
                gate: gate,
                rate: { kind in (try? await self.chosenRate(of: kind)) ?? .unlimited },
                // As many as a server takes connections: a copy that waits for one has already been called attempted.
                policy: DispatchPolicy(concurrency: 4, retry: settings.retries),
                logger: logger
            )
        )
    }

    /// How sending stands.
    package func sendingState() async throws -> SendingState {
        let pending = try await requireViews().outbox.read { db in try Outbox.pendingByMethod(in: db) }
        let conditions = conditions.all
        var found: [SendingState.Method] = []
        for kind in MethodKind.allCases {
            let method = await methods.method(kind)
            guard method != nil || pending[kind] != nil else { continue }
            let rate = (method?.rate ?? .unlimited).lowered(to: try await chosenRate(of: kind))
            found.append(
                SendingState.Method(
                    kind: kind,
                    pending: pending[kind] ?? 0,
                    limits: SendingLimits(rate),
                    rest: conditions[kind].map(SendingState.Method.Rest.init)
                )
            )
        }
        return SendingState(methods: found)
    }

    /// How much a method may hand over by the organization's own choice.
    package func limits(of kind: MethodKind) async throws -> SendingLimits {
        SendingLimits(try await chosenRate(of: kind))
    }

    private func chosenRate(of kind: MethodKind) async throws -> SendingRate {
        let name = Self.rateSetting(kind)
        guard let text = try await requireViews().settings.read({ db in try Settings.value(of: name, in: db) }) else {
            return .unlimited
        }
        return try JSONDecoder().decode(SendingRate.self, from: Data(text.utf8))
    }

    /// Limits a method further than it does itself; without any limits that ends again.
    ///
    /// - Throws: ``PostofficeError/invalid(_:)`` for a limit below one.
    package func setLimits(_ limits: SendingLimits, of kind: MethodKind, actor: OpaqueID?) async throws {
        let rate = SendingRate(perMinute: limits.perMinute, perDay: limits.perDay, atOnce: limits.atOnce)
        var problems = Problems()
        for (field, limit) in [("perMinute", rate.perMinute), ("perDay", rate.perDay), ("atOnce", rate.atOnce)] {
            if let limit, limit < 1 { problems.add(field, "is not at least 1; leave it out for no limit") }
        }
        guard problems.all.isEmpty else { throw PostofficeError.invalid(problems.all) }
        let new = rate == .unlimited ? nil : try JSONText.encode(rate)
        try await changeSettings([(Self.rateSetting(kind), new)], actor: actor)
        if conditions.all[kind]?.cause == .limit { conditions.lift(kind) }
    }

    private static func rateSetting(_ kind: MethodKind) -> String { "limits.\(kind.rawValue)" }
}

extension SendingLimits {
    fileprivate init(_ rate: SendingRate) {
        self.init(perMinute: rate.perMinute, perDay: rate.perDay, atOnce: rate.atOnce)
    }
}

extension SendingState.Method.Rest {
    fileprivate init(_ condition: MethodCondition) {
        self.init(
            cause: condition.cause.rawValue,
            until: condition.until.description,
            reason: condition.reason,
            times: condition.times
        )
    }
}
