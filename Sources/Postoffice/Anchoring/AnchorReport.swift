import Ledger
import Witness

/// How it went with witnesses and daily anchors: the JSON shape of `/v1/anchors`.
package struct AnchorReport: Codable, Hashable, Sendable {
    /// The state of one witness.
    package struct Witness: Codable, Hashable, Sendable {
        /// Its name.
        package var name: String
        /// Its public key.
        package var key: String
        /// How it went last.
        package var attempt: AnchorAttempt
    }

    /// A checkpoint that enough witnesses cosigned.
    package struct Cosigned: Codable, Hashable, Sendable {
        /// How many events it covers.
        package var size: Int64
        /// Who cosigned it.
        package var witnesses: [String]
    }

    /// The daily anchor.
    package struct Daily: Codable, Hashable, Sendable {
        /// When it is due, as `HH:MM` in UTC.
        package var at: String
        /// How it went last with the mail; nil where it is not mailed.
        package var mail: AnchorAttempt?
        /// How it went last with posting; nil where it is not posted.
        package var post: AnchorAttempt?
    }

    /// How many events the newest checkpoint covers.
    package var size: Int64
    /// The newest checkpoint that enough witnesses cosigned.
    package var cosigned: Cosigned?
    /// The witnesses.
    package var witnesses: [Witness]
    /// The daily anchor.
    package var daily: Daily?

    init(_ anchoring: AnchoringSettings, _ record: AnchorRecord, newest: String, key: NoteKey) throws {
        size = try Checkpoint(verifying: newest, with: key).size
        let keys = (anchoring.witnesses ?? []).compactMap { try? WitnessKey(parsing: $0.key) }
        witnesses = keys.map { key in
            Witness(name: key.name, key: "\(key)", attempt: record.witnesses["\(key)"] ?? AnchorAttempt())
        }
        if let note = record.cosigned, let head = try? Checkpoint(verifying: note, with: key) {
            let signers = (try? WitnessQuorum(keys, needed: 0).verify(note)) ?? []
            cosigned = Cosigned(size: head.size, witnesses: signers.map(\.witness.name))
        }
        daily = anchoring.daily.map { daily in
            Daily(
                at: daily.at ?? "06:00",
                mail: (daily.to ?? []).isEmpty ? nil : record.mail ?? AnchorAttempt(),
                post: daily.url == nil ? nil : record.post ?? AnchorAttempt()
            )
        }
    }
}
