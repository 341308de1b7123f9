import Ledger

/// A day in UTC.
package struct ReportDay: Hashable, Comparable, Sendable {
    /// How many days after 1970-01-01 it is.
    package let number: Int64

    /// Takes a number of days after 1970-01-01.
    package init(number: Int64) {
        self.number = number
    }

    /// The day of a moment.
    package init(_ moment: Timestamp) {
        let microseconds = moment.microseconds
        let day: Int64 = 86_400_000_000
        number = microseconds >= 0 ? microseconds / day : (microseconds - day + 1) / day
    }

    /// Parses `2026-11-22`; nil for anything else.
    package init?(_ text: String) {
        guard text.utf8.count == 10, let moment = Timestamp(rfc3339: "\(text)T00:00:00Z") else { return nil }
        self.init(moment)
    }

    /// The day as `2026-11-22`.
    package var description: String {
        String(Timestamp(microseconds: number * 86_400_000_000).description.prefix(10))
    }

    /// Orders days by time.
    package static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}
