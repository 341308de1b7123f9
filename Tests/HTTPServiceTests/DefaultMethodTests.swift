import HTTPTypes
import MailLedger
import Testing

@testable import HTTPService

@Suite("The default among methods")
struct DefaultMethodTests {
    @Test(
        arguments: [
            ("gmail", #"{"from":"office@example.nl"}"#, "google.client.id"),
            ("microsoft365", #"{"from":"office@example.nl"}"#, "microsoft.client.id"),
            ("own-domain", #"{"from":"office@example.nl"}"#, "relay"),
        ]
    )
    func `is none that cannot send yet, and what to do first is said`(
        kind: String,
        settings: String,
        first: String
    ) async throws {
        try await ServiceUnderTest.run { service in
            let set = try await service.call(.put, "/v1/settings/methods/\(kind)", body: settings)
            #expect(set.status == 200, "\(set.text)")
            let before = try await service.eventTypes()
            let answer = try await service.call(.put, "/v1/settings/default-method", body: "{\"kind\":\"\(kind)\"}")
            #expect(answer.status == 422)
            #expect(try answer.problemFields == ["kind"])
            #expect(answer.text.contains("cannot send yet"))
            #expect(answer.text.contains(first), "\(answer.text)")
            #expect(try await service.eventTypes() == before)
        }
    }
}
