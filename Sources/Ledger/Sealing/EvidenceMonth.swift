/// A calendar month in UTC: the evidence heard in one is sealed under one key, and forgotten together.
package struct EvidenceMonth: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The number of months since January of the year 0.
    private let number: Int

    private init(number: Int) {
        self.number = number
    }

    /// The month in which a moment lies.
    package init(of moment: Timestamp) {
        // Days since 1970 to a civil date, counted in eras of 400 years from 1 March of the year 0.
        let day = Int((moment.microseconds / 86_400_000_000) - (moment.microseconds % 86_400_000_000 < 0 ? 1 : 0))
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        // Months from March on.
        number = (era * 400 + yearOfEra) * 12 + (5 * dayOfYear + 2) / 153 + 2
    }

    /// Parses the form that ``description`` writes; nil for anything else.
    package init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard
            parts.count == 2, parts[0].utf8.count == 4, parts[1].utf8.count == 2,
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let year = Int(parts[0]), let month = Int(parts[1]), (1...12).contains(month)
        else { return nil }
        number = year * 12 + month - 1
    }

    /// The month as `2026-11`.
    package var description: String {
        func digits(_ number: Int, _ count: Int) -> String {
            let text = String(number)
            return String(repeating: "0", count: max(0, count - text.count)) + text
        }
        return "\(digits(number / 12, 4))-\(digits(number % 12 + 1, 2))"
    }

    /// The month so many months later.
    package func adding(_ months: Int) -> Self {
        Self(number: number + months)
    }

    /// Orders months by time.
    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}
