/// The encoding of DSN parameter values (RFC 3461 §4, RFC 6533 §3).
enum XText {
    /// `text` as xtext: bytes outside ASCII 33–126, and `+` and `=`, become `+` and two upper-case hex digits.
    static func encode(_ text: String) -> String {
        var encoded = ""
        for byte in text.utf8 {
            if (33...126).contains(byte), byte != UInt8(ascii: "+"), byte != UInt8(ascii: "=") {
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                encoded += "+" + hex(UInt32(byte))
            }
        }
        return encoded
    }

    /// The typed address of an ORCPT parameter: `rfc822;` for ASCII, else `utf-8;` in its 7-bit form.
    ///
    /// The 7-bit form (`\x{HEX}` per character) is right whether or not the server offers SMTPUTF8.
    static func originalRecipient(_ address: String) -> String {
        guard !address.utf8.allSatisfy({ $0 < 0x80 }) else { return "rfc822;" + encode(address) }
        var encoded = "utf-8;"
        for scalar in address.unicodeScalars {
            if (33...126).contains(scalar.value), scalar != "+", scalar != "=", scalar != "\\" {
                encoded.unicodeScalars.append(scalar)
            } else {
                encoded += "\\x{" + hex(scalar.value) + "}"
            }
        }
        return encoded
    }

    private static func hex(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return digits.utf8.count < 2 ? "0" + digits : digits
    }
}
