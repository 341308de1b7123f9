import Foundation
import Ledger

/// A mailbox's tokens as they are kept, sealed.
struct KeptTokens: Codable, Hashable, Sendable {
    /// Renews the other; nil once the provider refused it.
    var refresh: String?
    /// What calls are made with.
    var access: String
    /// When that ends, in microseconds since 1970.
    var expiresAt: Int64
    /// What the user allowed.
    var scope: String?
    /// Whose mailbox it is.
    var account: String
    /// When somebody signed in, in microseconds since 1970.
    var signedInAt: Int64

    /// Takes over what a provider granted; what it leaves out stays as it was.
    init(_ grant: TokenEndpoint.Grant, account: String, before: KeptTokens?, now: Timestamp) {
        refresh = grant.refresh_token ?? before?.refresh
        access = grant.access_token
        expiresAt = now.adding(seconds: min(max(grant.expires_in ?? 3600, 60), 86_400)).microseconds
        scope = grant.scope ?? before?.scope
        self.account = account
        signedInAt = before?.signedInAt ?? now.microseconds
    }
}

/// Where a mailbox's tokens are kept.
package struct TokenShelf: Sendable {
    /// The sealed secret; nil where there is none.
    package var read: @Sendable () async throws -> [UInt8]?
    /// Keeps a secret, sealed.
    package var write: @Sendable ([UInt8]) async throws -> Void

    /// Names a shelf.
    package init(
        read: @escaping @Sendable () async throws -> [UInt8]?,
        write: @escaping @Sendable ([UInt8]) async throws -> Void
    ) {
        self.read = read
        self.write = write
    }

    func tokens() async throws -> KeptTokens? {
        try await read().map { try JSONDecoder().decode(KeptTokens.self, from: Data($0)) }
    }

    func keep(_ tokens: KeptTokens) async throws {
        try await write(Array(try JSONEncoder().encode(tokens)))
    }
}
