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

    /// What went wrong when it was tried last, in words; empty where all of it went well.
    package var failures: [String] {
        var attempts = witnesses.map { ("the witness \($0.name)", $0.attempt) }
        if let mail = daily?.mail { attempts.append(("the mail", mail)) }
        if let post = daily?.post { attempts.append(("the post", post)) }
        return attempts.compactMap { name, attempt in
            (attempt.failures ?? 0) > 0 ? "\(name): \(attempt.failure ?? "failed")" : nil
        }
    }

    init(
        _ anchoring: AnchoringSettings,
        _ record: AnchorRecord,
        newest: String,
        cosigned note: String?,
        key: NoteKey
    ) throws {
        size = try Checkpoint(verifying: newest, with: key).size
        let asked = AskedWitnesses(anchoring)
        let keys = asked.keys
        witnesses = keys.map { key in
            Witness(name: key.name, key: "\(key)", attempt: record.witnesses["\(key)"] ?? AnchorAttempt())
        }
        if let note, let head = try? Checkpoint(verifying: note, with: key) {
            cosigned = Cosigned(size: head.size, witnesses: (asked.own(note)?.signers ?? []).map(\.name))
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
