import Mail
import SMTP

/// Why settings of the method `smtp` cannot be used.
package enum SMTPMethodSettingsError: Error, Hashable, Sendable {
    /// A field that must be there.
    case missing(field: String)
    /// The port is not one from 1 to 65535.
    case port
    /// The security is none of the three words.
    case security
    /// A field that must be an address.
    case address(field: String, EmailAddressError)
    /// A field that stands in a header.
    case header(field: String, HeaderTextError)
    /// A value that is empty, longer than 255 bytes, or has a control character in it.
    case text(field: String)
    /// With `plus`, the part of the From address before the @ leaves no room for the tag.
    case noRoomForTag(longest: Int)
    /// A user name without a password.
    case missingPassword
    /// The path of the trust roots is not absolute.
    case relativePath(field: String)
    /// The client refuses the values.
    case refused(field: String, SMTPInputError)

    /// The field that the fault lies in, as it is called in the draft.
    package var field: String {
        switch self {
        case .missing(let field), .address(let field, _), .header(let field, _), .text(let field),
            .relativePath(let field), .refused(let field, _):
            field
        case .port: "port"
        case .security: "security"
        case .noRoomForTag: "returnPath"
        case .missingPassword: "password"
        }
    }
}

extension SMTPMethodSettingsError: CustomStringConvertible {
    /// What is wrong, and what to write instead.
    package var description: String {
        switch self {
        case .missing(let field): "\(field) is missing"
        case .port: "port must be from 1 to 65535; submission servers listen on 465 or 587"
        case .security: "security must be tls, starttls or none"
        case .address(let field, let error): "\(field): \(error)"
        case .header(let field, let error): "\(field): \(error)"
        case .text(let field): "\(field) is empty, longer than 255 bytes, or contains a control character"
        case .noRoomForTag(let longest):
            "returnPath plus needs a From address with at most \(longest) bytes before the @; use from, or an address"
        case .missingPassword: "a user name is set but no password; set the password, or remove the user name"
        case .relativePath(let field): "\(field) must be an absolute path, starting with /"
        case .refused(_, let error): "\(error)"
        }
    }
}
