import Foundation

extension String {
    /// The text as one part of a path: all but what RFC 3986 §2.3 leaves alone is percent-encoded, slashes too.
    var pathPart: String {
        let unreserved = CharacterSet(
            charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
        )
        return addingPercentEncoding(withAllowedCharacters: unreserved) ?? ""
    }
}
