import Ledger
import Mail
import Providers
import Witness

/// Who keeps the ledger's checkpoints outside of it: the JSON shape of `/v1/settings/anchoring`.
package struct AnchoringSettings: Codable, Hashable, Sendable {
    /// Somebody who cosigns checkpoints (C2SP tlog-witness).
    package struct Witness: Codable, Hashable, Sendable {
        /// The witness's public key, `name+id+base64`.
        package var key: String
        /// The address below which `add-checkpoint` is asked.
        package var url: String

        /// Names a witness.
        package init(key: String, url: String) {
            self.key = key
            self.url = url
        }
    }

    /// An anchor once a day.
    package struct Daily: Codable, Hashable, Sendable {
        /// When, as `HH:MM` in UTC; 06:00 where it is missing.
        package var at: String?
        /// Whom it is mailed to.
        package var to: [String]?
        /// By which method; the organization's default where it is missing.
        package var method: String?
        /// Where it is posted to.
        package var url: String?

        /// Says nothing yet.
        package init() {}

        /// The second of the day at which an anchor is due; nil where `at` is no time of day.
        var second: Int64? {
            guard let at else { return 6 * 3600 }
            let parts = at.split(separator: ":", omittingEmptySubsequences: false)
            guard
                parts.count == 2,
                parts.allSatisfy({ $0.utf8.count == 2 && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
                let hour = Int64(parts[0]), let minute = Int64(parts[1]), hour < 24, minute < 60
            else { return nil }
            return hour * 3600 + minute * 60
        }
    }

    /// The witnesses.
    package var witnesses: [Witness]?
    /// How many of them must have cosigned a checkpoint for it to be shown as cosigned; one where it is missing.
    package var quorum: Int?
    /// The anchor once a day.
    package var daily: Daily?

    /// Says nothing yet.
    package init() {}

    /// The most witnesses; a checkpoint with more signatures would be refused by some.
    private static let mostWitnesses = 15

    /// The addresses in it, each with the name of its field.
    private var addresses: [(field: String, url: String)] {
        let witnesses = (self.witnesses ?? []).enumerated().map { ("witnesses[\($0)].url", $1.url) }
        return witnesses + [daily?.url].compactMap(\.self).map { ("daily.url", $0) }
    }

    /// Checks all of it.
    ///
    /// - Parameters:
    ///   - known: What was set before: addresses in it stay allowed.
    ///   - office: What the operator allows.
    /// - Throws: ``PostofficeError/invalid(_:)`` with all that is wrong.
    func check(replacing known: Self, _ office: PostofficeSettings) throws(PostofficeError) {
        var problems = Problems()
        let witnesses = self.witnesses ?? []
        if witnesses.count > Self.mostWitnesses { problems.add("witnesses", "are more than \(Self.mostWitnesses)") }
        let keys = witnesses.map { try? WitnessKey(parsing: $0.key) }
        for (index, key) in keys.enumerated() where key == nil {
            problems.add("witnesses[\(index)].key", "is not the public key of a witness, such as name+0a1b2c3d+BASE64")
        }
        if Set(keys.compactMap { $0?.publicKey }).count < keys.compactMap(\.self).count {
            problems.add("witnesses", "name one key twice")
        }
        if let quorum, !(1...max(1, witnesses.count)).contains(quorum) {
            problems.add("quorum", "is not a number from 1 to that of the witnesses")
        }
        for (field, url) in addresses {
            if url.utf8.count > 500 || OutsideCall.host(of: url) == nil {
                problems.add(field, "is not an address such as https://witness.example.com")
            } else if !office.allowsAnchorAddress(url), !known.addresses.contains(where: { $0.url == url }) {
                problems.add(
                    field,
                    "is not an address that the operator allows; the operator sets it with `postboek anchor … --data DIR`, or "
                        + "allows it with POSTBOEK_ANCHOR_URLS"
                )
            }
        }
        if let daily {
            if daily.second == nil { problems.add("daily.at", "is not a time of day such as 06:00") }
            if (daily.to ?? []).isEmpty, daily.url == nil {
                problems.add("daily", "names nobody: give to, url or both")
            }
            if (daily.to ?? []).count > 10 { problems.add("daily.to", "are more than 10 addresses") }
            for (index, address) in (daily.to ?? []).enumerated() where (try? EmailAddress(parsing: address)) == nil {
                problems.add("daily.to[\(index)]", "is not an e-mail address")
            }
            if let method = daily.method, MethodKind(rawValue: method) == nil {
                problems.add("daily.method", "is not one of the methods")
            }
        }
        guard problems.all.isEmpty else { throw .invalid(problems.all) }
    }
}

extension PostofficeSettings {
    /// Whether checkpoints may be sent to an address: whoever is at the machine may name any, others only the operator's.
    func allowsAnchorAddress(_ url: String) -> Bool {
        isOperator || anchorAddresses.contains { allowed in url == allowed || url.hasPrefix("\(allowed)/") }
    }
}
