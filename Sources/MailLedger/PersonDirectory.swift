import Ledger
import Synchronization

/// Which life each person is in who was erased and is written to again.
///
/// A person's key subject is a keyed hash of the address. After an erasure that subject never gets a key again; whoever is
/// written to on a new basis begins a new life, with a subject of its own that the old one does not lead to.
package final class PersonDirectory: Sendable {
    private let lives: Mutex<[OpaqueID: Int]>

    /// Makes a directory in which everybody lives for the first time, but for those that are named.
    package init(_ lives: [OpaqueID: Int] = [:]) {
        self.lives = Mutex(lives)
    }

    /// A directory of its own, in which some persons are in other lives.
    package func with(_ other: [OpaqueID: Int]) -> PersonDirectory {
        PersonDirectory(lives.withLock { $0 }.merging(other) { $1 })
    }

    /// The life that a person is in: 0 for the first.
    package func life(of person: OpaqueID) -> Int {
        lives.withLock { $0[person] ?? 0 }
    }

    /// Notes that a person began a new life.
    package func note(_ person: OpaqueID, life: Int) {
        lives.withLock { $0[person] = max(life, $0[person] ?? 0) }
    }

    /// Takes back that a person began a life, where that could not be stored.
    package func takeBack(_ person: OpaqueID, life: Int) {
        lives.withLock { if $0[person] == life { $0[person] = life - 1 } }
    }
}

extension IndexKey {
    /// The opaque id of the person with this address, in any spelling; the same in all lives.
    package func personID(address: String) -> OpaqueID {
        id("person", address.lowercased())
    }

    /// The key subject that the person with this address is, in one of their lives.
    package func person(address: String, life: Int = 0) -> KeySubject {
        .person(life == 0 ? personID(address: address) : id("person \(life)", address.lowercased()))
    }

    /// The opaque id of a document that the caller names so.
    package func document(callersID: String) -> OpaqueID {
        id("document", callersID)
    }
}

extension MailArchive {
    /// The key subject that the person with this address is now.
    package func person(address: String) -> KeySubject {
        index.person(address: address, life: persons.life(of: index.personID(address: address)))
    }
}
