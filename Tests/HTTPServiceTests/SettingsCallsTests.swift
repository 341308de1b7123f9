import HTTPTypes
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
            #expect(try await service.call(.get, path).problem == "not-found")
            let set = try await service.call(.put, path, body: Self.body)
            #expect(set.status == 200)
            #expect(try description.faults(set, "put", path).isEmpty, "\(set.text)")
            #expect(try set.json["hasPassword"] == .bool(true))
            let read = try await service.call(.get, path)
            #expect(read.text == set.text)
            let list = try await service.call(.get, "/v1/settings/methods")
            #expect(try description.faults(list, "get", "/v1/settings/methods").isEmpty)
            #expect(
                list.text
                    == "{\"methods\":[{\"isDefault\":false,\"kind\":\"sandbox\"},{\"isDefault\":true,\"kind\":\"smtp\"}]}"
            )
            let events = try await service.call(.get, "/v1/events")
            for answer in [set, read, list, events] { #expect(!answer.text.contains("horse")) }
            let without = Self.body.replacing("\"password\":\"correct horse\",", with: "").replacing(
                "587",
                with: "2525"
            )
            let again = try await service.call(.put, path, body: without)
            #expect(try again.json["port"].number == 2525)
            #expect(try again.json["hasPassword"] == .bool(true))
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
}
