import Foundation
import Ledger
import LocalProviders
import Mail
import Synchronization
import Testing

@testable import Providers

@Suite("Signing in to a mailbox")
struct SignInTests {
    private static func begin(_ desk: SignInDesk, _ room: Mailroom, _ kind: MethodKind = .gmail) async throws -> String
    {
        await desk.begin(
            organization: "main",
            place: try #require(SignInPlace(kind, try room.settings())),
            need: room.need(kind),
            redirect: "http://localhost:1/oauth/callback",
            actor: nil
        ).page
    }

    @Test(arguments: [MethodKind.gmail, .microsoft365])
    func `the page asks for just what sending needs, with a challenge`(_ kind: MethodKind) async throws {
        try await LocalProviders.run { providers in
            let page = try await Self.begin(SignInDesk(), Mailroom(providers: providers), kind)
            let items = try #require(URLComponents(string: page)?.queryItems)
            let fields = Dictionary(items.map { ($0.name, $0.value ?? "") }, uniquingKeysWith: { $1 })
            #expect(fields["code_challenge_method"] == "S256")
            #expect(fields["code_challenge"]?.count == 43)
            #expect(fields["login_hint"] == "office@example.nl")
            let scope =
                kind == .gmail
                ? "https://www.googleapis.com/auth/gmail.send"
                : "https://graph.microsoft.com/Mail.Send offline_access"
            #expect(fields["scope"] == scope)
            if kind == .gmail { #expect(fields["access_type"] == "offline") }
            #expect(!page.contains("client-secret"))
        }
    }

    @Test func `a state is good once, for ten minutes, and only if it was begun here`() async throws {
        try await LocalProviders.run { providers in
            let room = Mailroom(providers: providers)
            let now = Mutex(Timestamp(microseconds: 1_760_000_000_000_000))
            let desk = SignInDesk(now: { now.withLock { $0 } })
            let (_, state) = try await room.consent(try await Self.begin(desk, room))
            #expect(await desk.look(state)?.organization == "main")
            #expect(await desk.take(state)?.kind == .gmail)
            #expect(await desk.take(state) == nil)
            let (_, late) = try await room.consent(try await Self.begin(desk, room))
            now.withLock { $0 = $0.adding(seconds: 601) }
            #expect(await desk.look(late) == nil)
            let (_, other) = try await room.consent(try await Self.begin(SignInDesk(), room))
            for forged in [other, "", ".", "a.b", String(repeating: "x", count: 10_000)] {
                #expect(await desk.take(forged) == nil)
            }
        }
    }

    @Test func `a code is worth nothing without the verifier that it was asked for with`() async throws {
        try await LocalProviders.run { providers in
            let room = Mailroom(providers: providers)
            let desk = SignInDesk()
            let (stolen, _) = try await room.consent(try await Self.begin(desk, room))
            let (_, state) = try await room.consent(try await Self.begin(desk, room))
            let pending = try #require(await desk.take(state))
            await #expect(throws: SignInEndError.codeRefused) {
                try await pending.finish(code: stolen, shelf: MemoryShelf().shelf)
            }
        }
    }

    @Test func `a sign-in that does not allow sending is refused`() async throws {
        try await LocalProviders.run { providers in
            providers.conduct { $0.allowedScope = "openid" }
            await #expect(throws: SignInEndError.notAllowed) {
                _ = try await Mailroom(providers: providers).signedIn(.gmail)
            }
        }
    }

    @Test(arguments: [MethodKind.gmail, .microsoft365])
    func `a token that runs out is renewed once, however many ask`(_ kind: MethodKind) async throws {
        try await LocalProviders.run { providers in
            // Less than the margin: used up as soon as it is given.
            providers.conduct { $0.tokenSeconds = 100 }
            let keeper = try await Mailroom(providers: providers).signedIn(kind)
            providers.conduct { $0.tokenSeconds = 3600 }
            let tokens = try await withThrowingTaskGroup(of: AccessToken.self) { group in
                for _ in 0..<20 { group.addTask { try await keeper.token() } }
                return try await group.reduce(into: Set<AccessToken>()) { $0.insert($1) }
            }
            #expect(tokens.count == 1)
            let renewals = providers.requests.filter { $0.text.contains("grant_type=refresh_token") }
            #expect(renewals.count == 1)
            // What came with the renewal is kept, also where the old one was taken back.
            let again = try await keeper.token(inPlaceOf: try #require(tokens.first))
            #expect(!tokens.contains(again))
        }
    }

    @Test func `a token that is refused is replaced once, and the mail goes out`() async throws {
        try await LocalProviders.run { providers in
            let keeper = try await Mailroom(providers: providers).signedIn(.gmail)
            let good = try await keeper.token()
            let replaced = try await keeper.token(inPlaceOf: AccessToken(text: "an-older-one"))
            #expect(replaced == good)
        }
    }

    @Test func `tokens of another account or of too little scope are of no use`() async throws {
        try await LocalProviders.run { providers in
            let room = Mailroom(providers: providers)
            let shelf = MemoryShelf()
            _ = try await room.signedIn(.gmail, shelf: shelf)
            var other = room.need(.gmail)
            other.account = "other@example.nl"
            #expect(try await TokenKeeper.state(of: shelf.shelf, need: other) == .notSignedIn)
            let smtp = MailboxSettings(account: "office@example.nl", transport: .smtp).gmailNeed
            #expect(try await TokenKeeper.state(of: shelf.shelf, need: smtp) == .signInAgain)
            #expect(try await TokenKeeper.state(of: shelf.shelf, need: room.need(.gmail)) == .signedIn)
            #expect(try await TokenKeeper.state(of: MemoryShelf().shelf, need: smtp) == .notSignedIn)
        }
    }

    @Test func `a client that the provider does not know is the operator's to put right`() async throws {
        try await LocalProviders.run { providers in
            let room = Mailroom(providers: providers)
            let shelf = MemoryShelf()
            let keeper = try await room.signedIn(.gmail, shelf: shelf)
            providers.conduct { $0.clientSecret = "changed" }
            let token = try await keeper.token()
            await #expect {
                _ = try await keeper.token(inPlaceOf: token)
            } throws: { error in
                guard case .client(let words) = error as? SignInProblem else { return false }
                return words.contains("operator")
            }
            #expect(try await TokenKeeper.state(of: shelf.shelf, need: room.need(.gmail)) == .signedIn)
        }
    }

    @Test func `no secret is printed`() {
        let token = AccessToken(text: "abcdef", scope: "x")
        let client = SignInClient(id: "id", secret: "topsecret")
        #expect(!"\(token) \(String(reflecting: token))".contains("abcdef"))
        #expect(!"\(client) \(String(reflecting: client))".contains("topsecret"))
    }
}
