/// Why a draft could not be made into a mail.
package enum MIMEComposeError: Error, Hashable, CustomStringConvertible {
    /// The text or the HTML holds a NUL, which no mail may carry (RFC 5322 §4.1).
    case nulInText

    /// The date lies before 1970 or after the year 9999.
    case dateOutOfRange

    /// The pixel's address is not a plain http or https URL.
    case badPixelURL

    /// A picture to be shown within the HTML is of a media type other than image.
    case notAnImage

    /// A value for the named header holds a control character.
    case controlCharacter(header: String)

    /// The finished mail has other headers than the ones that were asked for.
    case unexpectedHeaders

    /// The finished mail breaks a rule of the format: line ends, line lengths or bytes above 127.
    case malformedOutput

    /// GMime gave no result where it always does.
    case libraryFailure

    /// What is wrong, and what to do about it.
    package var description: String {
        switch self {
        case .nulInText: "the text of the mail contains a NUL byte; remove it"
        case .dateOutOfRange: "the date of the mail is not between 1970 and 9999"
        case .badPixelURL:
            "the pixel's address must be an http or https URL in ASCII, without spaces, quotes or < and >"
        case .notAnImage: "only an image can be shown within the HTML"
        case .controlCharacter(let header): "the value for the header \(header) contains a control character"
        case .unexpectedHeaders: "the composed mail has headers that nobody asked for; it was not used"
        case .malformedOutput: "the composed mail has broken lines; it was not used"
        case .libraryFailure: "the MIME library gave no result"
        }
    }
}
