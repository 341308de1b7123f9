import Mail

/// Writes an amount as people of a language write it.
///
/// The separators and places of signs are those of Unicode CLDR 45 for nl, fr, en (Europe) and es. Nothing is rounded:
/// decimals beyond those of the currency stay.
package enum MoneyText {
    /// The amount with its currency.
    package static func format(_ money: Money, in language: StatusLanguage) -> String {
        let digits = money.amount.description
        let isNegative = digits.hasPrefix("-")
        let parts = digits.drop { $0 == "-" }.split(separator: ".", maxSplits: 1)
        let whole = parts.first.map { $0.drop { $0 == "0" } } ?? ""
        var decimals = parts.count > 1 ? String(parts[1]) : ""
        let usual = minorUnits[money.currency] ?? 2
        while decimals.count < usual { decimals += "0" }
        while decimals.count > usual, decimals.last == "0" { decimals.removeLast() }
        let number = grouped(whole.isEmpty ? "0" : whole, in: language)
        let text = decimals.isEmpty ? number : number + language.decimalSeparator + decimals
        let isNothing = !digits.contains { ("1"..."9").contains($0) }
        return joined(text, money.currency, isNegative: isNegative && !isNothing, in: language)
    }

    private static func grouped(_ digits: Substring, in language: StatusLanguage) -> String {
        // Spanish leaves a number of four digits in one piece.
        guard digits.count > (language == .spanish ? 4 : 3) else { return String(digits) }
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text += language.groupSeparator }
            text.append(digit)
        }
        return text
    }

    private static func joined(
        _ number: String,
        _ currency: String,
        isNegative: Bool,
        in language: StatusLanguage
    ) -> String {
        let symbol = language.symbol(of: currency)
        let space = "\u{A0}"
        let sign = isNegative ? "-" : ""
        switch language {
        case .dutch: return "\(symbol)\(space)\(sign)\(number)"
        case .french, .spanish: return "\(sign)\(number)\(space)\(symbol)"
        case .english:
            // A code, unlike a symbol, stands apart from the number.
            return "\(sign)\(symbol)\(symbol == currency ? space : "")\(number)"
        }
    }

    /// The decimals of currencies that do not have two (ISO 4217), as far as invoices are written in them.
    private static let minorUnits = [
        "BHD": 3, "CLP": 0, "ISK": 0, "JOD": 3, "JPY": 0, "KRW": 0, "KWD": 3, "OMR": 3, "PYG": 0, "TND": 3, "UGX": 0,
        "VND": 0, "XAF": 0, "XOF": 0, "XPF": 0,
    ]
}

extension StatusLanguage {
    fileprivate var decimalSeparator: String { self == .english ? "." : "," }

    fileprivate var groupSeparator: String {
        switch self {
        case .dutch, .spanish: "."
        case .french: "\u{202F}"
        case .english: ","
        }
    }

    /// The symbol that readers of the language take for the currency; its code for all others.
    fileprivate func symbol(of currency: String) -> String {
        switch (currency, self) {
        case ("EUR", _): "€"
        case ("GBP", .dutch), ("GBP", .english): "£"
        case ("GBP", .french): "£GB"
        case ("USD", .french): "$US"
        case ("USD", _): "US$"
        default: currency
        }
    }
}
