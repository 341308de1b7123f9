/// The "relaxed" form of header fields (RFC 6376 §3.4.2).
enum RelaxedHeader {
    /// A field as it is hashed: the name in lower case, the value unfolded, with single spaces and none at its ends.
    ///
    /// - Parameters:
    ///   - name: The name, in lower case.
    ///   - value: What follows the colon.
    /// - Returns: The field without a line end.
    static func field(name: String, value: some Sequence<UInt8>) -> [UInt8] {
        var field = Array(name.utf8)
        field.append(UInt8(ascii: ":"))
        let valueStart = field.count
        var isSpacePending = false
        for byte in value {
            switch byte {
            case 0x20, 0x09: isSpacePending = true
            // A folded field is unfolded by leaving its line ends out; the space after each of them stays.
            case 0x0D, 0x0A: break
            default:
                if isSpacePending, field.count > valueStart { field.append(0x20) }
                isSpacePending = false
                field.append(byte)
            }
        }
        return field
    }
}
