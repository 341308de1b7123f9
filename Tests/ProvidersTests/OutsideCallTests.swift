import Testing

@testable import Providers

/// Calls to servers that the operator named.
@Suite("A call to an outside server")
struct OutsideCallTests {
    @Test
    func `that nobody takes is told at once and as what it is`() async {
        let failure = await #expect(throws: OutsideCall.Failure.self) {
            try await OutsideCall(seconds: 60, answerBytes: 100).post("anchor", to: "http://127.0.0.1:1/anchor")
        }
        #expect(failure?.description.contains("cannot be reached: nobody listens there") == true)
    }

    @Test(arguments: ["", "ftp://example.com", "http://user@example.com", "http://example.com/?q=1", "https://"])
    func `goes to no address but one of a server`(url: String) {
        #expect(OutsideCall.host(of: url) == nil)
    }
}
