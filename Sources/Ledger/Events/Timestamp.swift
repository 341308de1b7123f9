/// A moment in microseconds since 1970-01-01T00:00:00Z, the only form of time that events hold.
package struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Microseconds since 1970, UTC, without leap seconds.
    package let microseconds: Int64

    /// Makes a moment from microseconds since 1970.
    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// Orders moments by time.
    package static func < (left: Self, right: Self) -> Bool { left.microseconds < right.microseconds }

    /// The moment that lies `seconds` later (earlier if negative).
    package func adding(seconds: Double) -> Self {
        Self(microseconds: microseconds + Int64(seconds * 1_000_000))
    }

    /// The moment in RFC 3339 with six decimals and `Z`, for example `2026-11-21T20:51:00.000000Z`.
    package var description: String {
        let second = Self.floorDivide(microseconds, 1_000_000)
        let day = Self.floorDivide(second, 86_400)
        let (year, month, dayOfMonth) = Self.civil(fromDay: day)
        let inDay = second - day * 86_400
        var text: [UInt8] = []
        text.reserveCapacity(27)
        Self.append(year, digits: 4, to: &text)
        text.append(UInt8(ascii: "-"))
        Self.append(month, digits: 2, to: &text)
        text.append(UInt8(ascii: "-"))
        Self.append(dayOfMonth, digits: 2, to: &text)
        text.append(UInt8(ascii: "T"))
        Self.append(inDay / 3600, digits: 2, to: &text)
        text.append(UInt8(ascii: ":"))
        Self.append(inDay / 60 % 60, digits: 2, to: &text)
        text.append(UInt8(ascii: ":"))
        Self.append(inDay % 60, digits: 2, to: &text)
        text.append(UInt8(ascii: "."))
        Self.append(microseconds - second * 1_000_000, digits: 6, to: &text)
        text.append(UInt8(ascii: "Z"))
        return String(decoding: text, as: UTF8.self)
    }

    /// Parses RFC 3339: any offset, any number of decimals (those past six are dropped), years 0001 to 9999.
    ///
    /// - Returns: nil where the text is anything else.
    package init?(rfc3339 text: some StringProtocol) {
        var rest = Array(text.utf8)[...]
        guard
            let year = Self.number(&rest, digits: 4), Self.take("-", &rest), let month = Self.number(&rest, digits: 2),
            Self.take("-", &rest), let day = Self.number(&rest, digits: 2),
            Self.take("T", &rest) || Self.take("t", &rest) || Self.take(" ", &rest),
            let hour = Self.number(&rest, digits: 2), Self.take(":", &rest), let minute = Self.number(&rest, digits: 2),
            Self.take(":", &rest), let second = Self.number(&rest, digits: 2),
            year >= 1, (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second <= 60
        else { return nil }
        let dayNumber = Self.day(year: year, month: month, day: day)
        guard Self.civil(fromDay: dayNumber) == (year, month, day) else { return nil }
        var fraction: Int64 = 0
        if Self.take(".", &rest) {
            var digits = 0
            while let digit = Self.number(&rest, digits: 1) {
                if digits < 6 { fraction = fraction * 10 + digit }
                digits += 1
            }
            guard digits > 0 else { return nil }
            for _ in min(digits, 6)..<6 { fraction *= 10 }
        }
        var offset: Int64 = 0
        if !(Self.take("Z", &rest) || Self.take("z", &rest)) {
            let sign: Int64 = Self.take("-", &rest) ? -1 : (Self.take("+", &rest) ? 1 : 0)
            guard
                sign != 0, let hours = Self.number(&rest, digits: 2), Self.take(":", &rest),
                let minutes = Self.number(&rest, digits: 2), hours < 24, minutes < 60
            else { return nil }
            offset = sign * (hours * 3600 + minutes * 60)
        }
        guard rest.isEmpty else { return nil }
        let seconds = dayNumber * 86_400 + hour * 3600 + minute * 60 + second - offset
        self.init(microseconds: seconds * 1_000_000 + fraction)
    }

    private static func take(_ character: Unicode.Scalar, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }

    private static func number(_ rest: inout ArraySlice<UInt8>, digits: Int) -> Int64? {
        guard rest.count >= digits else { return nil }
        var value: Int64 = 0
        for byte in rest.prefix(digits) {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - UInt8(ascii: "0"))
        }
        rest.removeFirst(digits)
        return value
    }

    private static func append(_ value: Int64, digits: Int, to text: inout [UInt8]) {
        var divisor: Int64 = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
    }

    private static func floorDivide(_ value: Int64, _ by: Int64) -> Int64 {
        value >= 0 ? value / by : (value - by + 1) / by
    }

    // Days and dates by Howard Hinnant's era method, which needs no table and no calendar library.
    private static func day(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = floorDivide(shifted, 400)
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private static func civil(fromDay day: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = day + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let month = monthIndex + (monthIndex < 10 ? 3 : -9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * monthIndex + 2) / 5 + 1)
    }
}
