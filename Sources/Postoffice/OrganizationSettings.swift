import Foundation
import Ledger
import LedgerSQLite

extension Organization {
    /// Makes an access key; the text is given once.
    package func createKey(scopes: Set<AccessScope>, label: String) async throws -> (key: AccessKey, text: String) {
        let made = AccessKey.make(scopes: scopes, label: label, at: .now())
        try await translatingErrors {
            try await keys.setSecret(Array(try JSONEncoder().encode(made.key)), named: "access/\(made.key.id)")
        }
        return made
    }

    /// The access keys there are.
    package func accessKeys() async throws -> [AccessKey] {
        try await translatingErrors {
            var found: [AccessKey] = []
            for name in try await keys.secretNames(startingWith: "access/") {
                guard let bytes = try await keys.secret(named: name) else { continue }
                found.append(try JSONDecoder().decode(AccessKey.self, from: Data(bytes)))
            }
            return found
        }
    }
}
