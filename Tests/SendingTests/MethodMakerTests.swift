import Foundation
import Mail
import SMTP
import Testing

@testable import Sending

@Suite("Kinds of methods")
struct MethodMakerTests {
    private struct NoSecrets: MethodSecrets {
        func secret(_ name: String) async throws -> String? { nil }
        func setSecret(_ secret: String?, _ name: String) async throws {}
    }

    private static let place = MethodPlace(organization: "acme", secrets: NoSecrets())

    private static func relay() throws -> RelayMethodMaker {
        RelayMethodMaker(
            relay: try RelayServer(host: "relay.example.com", port: 587, security: "starttls"),
            domain: "mail.example.com"
        )
    }

    @Test(
        arguments: [
            ("gmail", "smtp.gmail.com", 587, "starttls"), ("outlook", "smtp.office365.com", 587, "starttls"),
            ("ionos", "smtp.ionos.com", 587, "starttls"), ("mailjet", "in-v3.mailjet.com", 587, "starttls"),
            ("sendgrid", "smtp.sendgrid.net", 587, "starttls"), ("Mailgun", "smtp.mailgun.org", 587, "starttls"),
        ]
    )
    func `a preset fills host, port and security in`(preset: String, host: String, port: Int, security: String) throws {
        let settings = MethodSettings(["preset": .text(preset), "from": .text("office@example.nl")])
        let checked = try SMTPMethodMaker().checked(settings)
        #expect(checked.text("host") == host)
        #expect(checked.number("port") == port)
        #expect(checked.text("security") == security)
        #expect(checked.text("preset") == preset.lowercased())
        var own = settings
        own.values["host"] = .text("smtp.eu.example.com")
        own.values["security"] = .text("tls")
        let overridden = try SMTPMethodMaker().checked(own)
        #expect(overridden.text("host") == "smtp.eu.example.com")
        #expect(overridden.number("port") == 465)
    }

    @Test(arguments: [(25, true), (465, true), (587, true), (2525, true), (22, false), (6379, false), (8025, false)])
    func `somebody from afar may name the ports of mail servers alone`(port: Int, isMail: Bool) throws {
        let settings = MethodSettings([
            "host": .text("smtp.example.com"), "port": .number(port), "from": .text("office@example.nl"),
        ])
        #expect(((try? SMTPMethodMaker().checked(settings)) != nil) == isMail)
        var operators = settings
        operators.isByOperator = true
        _ = try SMTPMethodMaker().checked(operators)
        _ = try SMTPMethodMaker(allowsPrivateHosts: true).checked(settings)
    }

    @Test func `settings that break rules are refused together, by their names`() throws {
        let given: [String: MethodValue?] = [
            "port": .text("x"), "notifySuccess": .number(1), "from": .text("office"), "colour": .text("red"),
            "fromName": .text("a\nb"), "preset": .text("pigeon"), "host": nil,
        ]
        let fault = #expect(throws: MethodFault.self) {
            try MethodRequest(given, for: SMTPMethodMaker().description)
        }
        #expect(
            Set(fault?.fields.map(\.name) ?? []) == ["port", "notifySuccess", "from", "colour", "fromName", "preset"]
        )
    }

    @Test func `a secret is told apart, and may be left out once it is kept`() throws {
        let description = SMTPMethodMaker().description
        let given: [String: MethodValue?] = ["password": .text("secret"), "from": .text("office@example.nl")]
        let request = try MethodRequest(given, for: description)
        #expect(request.secrets == ["password": "secret"])
        #expect(request.values == ["from": .text("office@example.nl")])
    }

    @Test func `what only the operator may set can be repeated by others, and not changed`() throws {
        let description = SMTPMethodMaker().description
        let known = MethodSettings(["trustRootsPath": .text("/etc/roots.pem")])
        let (same, other): (MethodValue, MethodValue) = (.text("/etc/roots.pem"), .text("/etc/other.pem"))
        let from: MethodValue = .text("office@example.nl")
        _ = try MethodRequest(
            ["trustRootsPath": same, "from": from],
            for: description,
            known: known,
            isOperator: false
        )
        for known in [known, nil] {
            let fault = #expect(throws: MethodFault.self) {
                try MethodRequest(
                    ["trustRootsPath": other, "from": from],
                    for: description,
                    known: known,
                    isOperator: false
                )
            }
            #expect(fault?.fields.map(\.name) == ["trustRootsPath"])
        }
    }

    @Test func `by the relay an organization sends as itself on the platform's domain`() throws {
        let maker = try Self.relay()
        let settings = MethodSettings(["replyTo": .text("office@example.nl")])
        let sender = try maker.sender(settings, in: Self.place)
        #expect(sender.from.address.description == "acme@mail.example.com")
        #expect(sender.from.name?.text == "acme")
        #expect(sender.replyTo?.address.description == "office@example.nl")
        #expect(maker.ownAddress(sender).description == "office@example.nl")
    }

    @Test(
        arguments: [
            ("acme", true), ("acme.invoices", true), ("acme-two", false), ("other", false), ("acmetwo", false),
            ("other.acme", false),
        ]
    )
    func `no organization can take the prefix of another`(prefix: String, isOwn: Bool) throws {
        let maker = try Self.relay()
        let settings = MethodSettings(["replyTo": .text("office@example.nl"), "prefix": .text(prefix)])
        #expect(((try? maker.sender(settings, in: Self.place)) != nil) == isOwn)
    }

    @Test func `without a relay the kind is described, and sends nothing`() async throws {
        guard case .unavailable(let reason) = try await RelayMethodMaker().condition(MethodSettings(), in: Self.place)
        else {
            Issue.record("it is ready")
            return
        }
        #expect(reason.contains("relay.host"))
    }

    @Test func `settings of before are read, and who made them is remembered`() throws {
        let json = #"{"from":"office@example.nl","host":"smtp.example.com","notifySuccess":false,"port":587}"#
        func decoded(_ json: String) throws -> MethodSettings {
            try JSONDecoder().decode(MethodSettings.self, from: Data(json.utf8))
        }
        let old = try decoded(json)
        #expect(old.number("port") == 587)
        #expect(!old.flag("notifySuccess") && !old.isByOperator)
        var new = old
        new.isByOperator = true
        #expect(try decoded(String(decoding: JSONEncoder().encode(new), as: UTF8.self)) == new)
    }
}
