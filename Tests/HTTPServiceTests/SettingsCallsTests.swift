import HTTPTypes
import Mail
import MailLedger
import Testing

@testable import HTTPService

@Suite("Methods over HTTP")
struct SettingsCallsTests {
    private static let body = """
        {"host":"smtp.example.com","port":587,"security":"starttls","username":"office","password":"correct horse",
        "from":"office@example.com","fromName":"Example BV"}
        """

    @Test
    func `what is set up is read back, and the password never comes out again`() async throws {
        try await ServiceUnderTest.run { service in
            let description = try Description()
            let path = "/v1/settings/methods/smtp"
            let template = "/v1/settings/methods/{kind}"
            #expect(try await service.call(.get, path).problem == "not-found")
            let set = try await service.call(.put, path, body: Self.body)
            #expect(set.status == 200)
            #expect(try description.faults(set, "put", template).isEmpty, "\(set.text)")
            #expect(try set.json["hasPassword"] == .bool(true))
            let read = try await service.call(.get, path)
            #expect(read.text == set.text)
            let list = try await service.call(.get, "/v1/settings/methods")
            #expect(try description.faults(list, "get", "/v1/settings/methods").isEmpty)
            let methods = try list.json["methods"].array
            let states = try methods.map { method in
                "\(try method["kind"].text) \(try method["condition"]["state"].text)"
            }
            #expect(states.contains("smtp ready"))
            #expect(states.contains("sandbox ready"))
            #expect(try methods.filter { try $0["isDefault"] == .bool(true) }.map { try $0["kind"].text } == ["smtp"])
            let events = try await service.call(.get, "/v1/events")
            for answer in [set, read, list, events] { #expect(!answer.text.contains("horse")) }
            let without = Self.body.replacing("\"password\":\"correct horse\",", with: "")
            let renamed = without.replacing("Example BV", with: "Example")
            let again = try await service.call(.put, path, body: renamed)
            #expect(try again.json["fromName"].text == "Example")
            #expect(try again.json["hasPassword"] == .bool(true))
            for elsewhere in [("587", "2525"), ("smtp.example.com", "smtp.example.net")] {
                let moved = without.replacing(elsewhere.0, with: elsewhere.1)
                let refused = try await service.call(.put, path, body: moved)
                #expect(refused.status == 422, "the password goes nowhere else than it was given for")
                #expect(refused.text.contains("give it again"))
            }
        }
    }

    @Test
    func `settings that break a rule are refused with the field named`() async throws {
        try await ServiceUnderTest.run { service in
            for (wrong, field) in [
                ("{\"from\":\"office@example.com\"}", "host"), ("{\"host\":\"smtp.example.com\"}", "from"),
                ("{\"host\":\"smtp.example.com\",\"port\":0,\"from\":\"office@example.com\"}", "port"),
                ("{\"host\":\"smtp.example.com\",\"port\":\"x\",\"from\":\"office@example.com\"}", "port"),
                ("{\"host\":\"smtp.example.com\",\"security\":\"some\",\"from\":\"office@example.com\"}", "security"),
                ("{\"host\":\"smtp.example.com\",\"from\":\"office\"}", "from"),
                ("{\"host\":\"smtp.example.com\",\"from\":\"office@example.com\",\"username\":\"a\"}", "password"),
            ] {
                let answer = try await service.call(.put, "/v1/settings/methods/smtp", body: wrong)
                #expect(answer.status == 422, "\(wrong)")
                #expect(try answer.problemFields == [field], "\(answer.text)")
            }
        }
    }

    @Test
    func `an unknown setting, and one that is the operator's alone, are refused by their names`() async throws {
        try await ServiceUnderTest.run { service in
            for (wrong, field) in [
                ("\"colour\":\"red\"", "colour"), ("\"trustRootsPath\":\"/etc/passwd\"", "trustRootsPath"),
            ] {
                let body = Self.body.replacing("\"port\":587", with: wrong)
                let answer = try await service.call(.put, "/v1/settings/methods/smtp", body: body)
                #expect(answer.status == 422)
                #expect(try answer.problemFields == [field], "\(answer.text)")
            }
            #expect(try await service.call(.get, "/v1/settings/methods/smtp").status == 404)
            #expect(try await service.call(.put, "/v1/settings/methods/pigeon", body: "{}").status == 404)
        }
    }

    @Test
    func `the default is chosen among what is set up, and a removed method leaves nothing behind`() async throws {
        try await ServiceUnderTest.run { service in
            let description = try Description()
            let (path, choice) = ("/v1/settings/methods/smtp", "/v1/settings/default-method")
            let early = try await service.call(.put, choice, body: "{\"kind\":\"smtp\"}")
            #expect(try early.problemFields == ["kind"])
            #expect(try await service.call(.put, path, body: Self.body).status == 200)
            let chosen = try await service.call(.put, choice, body: "{\"kind\":\"sandbox\"}")
            #expect(chosen.status == 200)
            #expect(try description.faults(chosen, "put", choice).isEmpty)
            #expect(try await Self.usual(service) == ["sandbox"])
            #expect(try await service.call(.put, choice, body: "{\"kind\":\"smtp\"}").status == 200)
            #expect(try await Self.usual(service) == ["smtp"])
            #expect(try await service.call(.delete, path).status == 204)
            #expect(try await Self.usual(service) == ["sandbox"])
            #expect(try await service.call(.delete, path).status == 404)
            let again = Self.body.replacing("\"password\":\"correct horse\",", with: "")
            #expect(try await service.call(.put, path, body: again).problemFields == ["password"])
            #expect(try await service.call(.delete, "/v1/settings/methods/sandbox").status == 422)
        }
    }

    @Test
    func `each kind says what it asks for and what it can know`() async throws {
        try await ServiceUnderTest.run { service in
            let answer = try await service.call(.get, "/v1/methods/kinds")
            #expect(try Description().faults(answer, "get", "/v1/methods/kinds").isEmpty)
            let kinds = try answer.json["kinds"].array
            let order = MethodKind.allCases.map(\.rawValue).filter { name in
                kinds.contains { (try? $0["kind"].text) == name }
            }
            #expect(try kinds.map { try $0["kind"].text } == order)
        }
    }

    private static func usual(_ service: ServiceUnderTest) async throws -> [String] {
        try await service.call(.get, "/v1/settings/methods").json["methods"].array
            .filter { try $0["isDefault"] == .bool(true) }.map { try $0["kind"].text }
    }

    @Test
    func `a test goes to the sender's own address, tells what was said, and is kept as what it is`() async throws {
        try await ServiceUnderTest.run { service in
            let path = "/v1/settings/methods/{kind}/test"
            let tested = try await service.call(.post, "/v1/settings/methods/sandbox/test", body: "{}")
            #expect(tested.status == 200, "\(tested.text)")
            #expect(try Description().faults(tested, "post", path).isEmpty, "\(tested.text)")
            #expect(try tested.json["outcome"].text == "sent")
            let id = try tested.json["messageId"].text
            let message = try await service.call(.get, "/v1/messages/\(id)")
            #expect(try message.json["recipients"].array.map { try $0["status"].text } == ["delivered"])
            let events = try await service.call(.get, "/v1/events").text
            #expect(events.contains("\"purpose\":\"test\""))
            let none = try await service.call(.post, "/v1/settings/methods/smtp/test", body: "{}")
            #expect(try none.problemFields == ["method"])
        }
    }

    @Test
    func `a private host that was named over HTTP is kept, and never connected to`() async throws {
        try await ServiceUnderTest.run { service in
            let body = Self.body.replacing("smtp.example.com", with: "127.0.0.1")
            #expect(try await service.call(.put, "/v1/settings/methods/smtp", body: body).status == 200)
            let tested = try await service.call(.post, "/v1/settings/methods/smtp/test", body: "{}")
            #expect(try tested.json["outcome"].text == "deferred", "\(tested.text)")
            #expect(try tested.json["text"].text.contains("not one of the public internet"))
            let odd = try await service.call(
                .put,
                "/v1/settings/methods/smtp",
                body: Self.body.replacing("587", with: "6379")
            )
            #expect(try odd.problemFields == ["port"])
        }
    }

    @Test
    func `a link that confirms an address is refused where it was not issued`() async throws {
        try await ServiceUnderTest.run { service in
            for token in ["x", String(repeating: "A", count: 92)] {
                for method in [HTTPRequest.Method.get, .post] {
                    #expect(try await service.call(method, "/verify/\(token)").status == 404)
                }
            }
            let needless = try await service.call(.post, "/v1/settings/methods/sandbox/verification", body: "{}")
            #expect(try needless.problemFields == ["kind"])
            let absent = try await service.call(
                .put,
                "/v1/settings/methods/relay",
                body: "{\"replyTo\":\"office@example.com\"}"
            )
            #expect(absent.status == 200, "\(absent.text)")
            let list = try await service.call(.get, "/v1/settings/methods").text
            #expect(list.contains("this service has no relay"))
        }
    }
}
