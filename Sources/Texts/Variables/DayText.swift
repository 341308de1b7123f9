import Mail

/// Writes a day as people of a language write it.
package enum DayText {
    /// The day in words, such as `21 november 2026`; the text as it is where it is no day `YYYY-MM-DD`.
    package static func format(_ day: String, in language: StatusLanguage) -> String {
        let parts = day.split(separator: "-", omittingEmptySubsequences: false)
        guard
            day.utf8.count == 10, parts.map(\.utf8.count) == [4, 2, 2],
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let month = Int(parts[1]), (1...12).contains(month), let number = Int(parts[2]), (1...31).contains(number)
        else { return day }
        let name = language.months[month - 1]
        switch language {
        case .dutch, .english: return "\(number) \(name) \(parts[0])"
        case .french: return "\(number == 1 ? "1er" : String(number)) \(name) \(parts[0])"
        case .spanish: return "\(number) de \(name) de \(parts[0])"
        }
    }
}

extension StatusLanguage {
    fileprivate var months: [String] {
        switch self {
        case .dutch:
            [
                "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
                "november", "december",
            ]
        case .french:
            [
                "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre",
                "novembre", "décembre",
            ]
        case .english:
            [
                "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                "November", "December",
            ]
        case .spanish:
            [
                "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre",
                "noviembre", "diciembre",
            ]
        }
    }
}
