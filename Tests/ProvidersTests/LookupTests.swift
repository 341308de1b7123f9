import Evidence
import Foundation
import LocalProviders
import Mail
import Sending
import Testing

@testable import Providers

@Suite("Asking providers what became of a mail")
struct LookupTests {
    private static let histories: [MethodKind: String] = [
        .mailjet: """
        {"EventType":"sent","EventAt":1760000000,"State":"","Comment":"250 2.0.0 OK","Useragent":""},\
        {"EventType":"bounced","EventAt":1760000100,"State":"user unknown","Comment":"550 5.1.1 no such user"},\
        {"EventType":"opened","EventAt":1760000200,"Useragent":"Mozilla/5.0"}
        """,
        .sendgrid: """
        {"event":"delivered","timestamp":1760000000,"sg_event_id":"e1","response":"250 2.0.0 OK"},\
        {"event":"bounce","timestamp":1760000100,"sg_event_id":"e2","status":"5.1.1","type":"bounce",\
        "bounce_classification":"Invalid Address","reason":"550 5.1.1 no such user"},\
        {"event":"open","timestamp":1760000200,"sg_event_id":"e3","useragent":"Mozilla/5.0"}
        """,
        .mailgun: """
        {"event":"delivered","id":"e1","timestamp":1760000000.5,"delivery-status":{"code":250,"message":"OK"}},\
        {"event":"failed","severity":"permanent","reason":"bounce","id":"e2","timestamp":1760000100.5,\
        "delivery-status":{"code":550,"enhanced-code":"5.1.1","message":"5.1.1 no such user"}},\
        {"event":"opened","id":"e3","timestamp":1760000200.5,"client-info":{"user-agent":"Mozilla/5.0"}}
        """,
    ]

    private static func question(_ result: SendResult, _ copy: OutgoingCopy) -> LookedUpCopy {
        LookedUpCopy(
            providerID: result.report.queueID,
            messageID: "abc.1@example.nl",
            tag: copy.envelopeID,
            recipient: copy.recipientAddress.description,
            sentAt: 1_760_000_000_000_000
        )
    }

    @Test(arguments: [MethodKind.mailjet, .sendgrid, .mailgun])
    func `a delivery, a bounce and an open are found by the id of the mail`(_ kind: MethodKind) async throws {
        try await LocalProviders.run { providers in
            let method = try await Mailroom(providers: providers).method(kind)
            let copy = try Mailroom.copy(to: "a@example.com")
            providers.conduct { $0.history[copy.envelopeID] = Self.histories[kind] }
            let result = await method.send(copy)
            let lookup = try #require(method as? any AskableMethod).lookup
            #expect(lookup.provider.method == kind)
            let events = try await lookup.events(about: Self.question(result, copy))
            #expect(events.map(\.kind) == [.delivered, .bounced, .opened])
            #expect(events.map { $0.occurredAt / 1_000_000 } == [1_760_000_000, 1_760_000_100, 1_760_000_200])
            #expect(events.map(\.failureClass) == [nil, .hard, nil])
            let again = try await lookup.events(about: Self.question(result, copy))
            #expect(again.map(\.identity) == events.map(\.identity))
        }
    }

    @Test(arguments: [MethodKind.mailjet, .sendgrid, .mailgun])
    func `a mail that the provider does not know has no events`(_ kind: MethodKind) async throws {
        try await LocalProviders.run { providers in
            let method = try await Mailroom(providers: providers).method(kind)
            let copy = try Mailroom.copy(to: "a@example.com")
            let lookup = try #require(method as? any AskableMethod).lookup
            let question = LookedUpCopy(
                providerID: "12345",
                messageID: "unknown@example.nl",
                tag: copy.envelopeID,
                recipient: "a@example.com",
                sentAt: 1_760_000_000_000_000
            )
            #expect(try await lookup.events(about: question).isEmpty)
        }
    }

    @Test(arguments: [MethodKind.mailjet, .sendgrid, .mailgun])
    func `a key that is refused is told, and never shown`(_ kind: MethodKind) async throws {
        try await LocalProviders.run { providers in
            var room = Mailroom(providers: providers)
            room.key = "key-wrong-999"
            let lookup = try #require(try await room.method(kind) as? any AskableMethod).lookup
            let copy = try Mailroom.copy(to: "a@example.com")
            let question = LookedUpCopy(
                providerID: "1",
                messageID: "x@example.nl",
                tag: copy.envelopeID,
                recipient: "a@example.com",
                sentAt: 1_760_000_000_000_000
            )
            await #expect {
                _ = try await lookup.events(about: question)
            } throws: { error in
                guard case .refused(let words) = error as? ProviderLookupError else { return false }
                return words.contains("key") && !words.contains(room.key)
            }
        }
    }
}
