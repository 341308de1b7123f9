import HTTPTypes
import HummingbirdCore
import Mail

/// The language in which a caller wants explanations.
enum LanguageRange {
    /// The known language that Accept-Language likes best (RFC 9110 §12.5.4); nil where it likes none of them.
    static func best(_ acceptLanguage: String?) -> StatusLanguage? {
        guard let acceptLanguage, acceptLanguage.utf8.count <= 1024 else { return nil }
        var best: (language: StatusLanguage, weight: Double)?
        for range in acceptLanguage.split(separator: ",").prefix(32) {
            let parts = range.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard let tag = parts.first, let language = StatusLanguage(tag: tag) else { continue }
            let weight =
                parts.dropFirst().first { $0.lowercased().hasPrefix("q=") }
                .map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            if weight > best?.weight ?? 0 { best = (language, weight) }
        }
        return best?.language
    }
}

extension Call {
    /// The language asked for: by the parameter `language`, else by Accept-Language.
    ///
    /// - Parameter usual: Gives what is spoken where nothing is asked for, or only what is not spoken.
    /// - Returns: The language.
    /// - Throws: A ``Problem`` for a parameter that names none; what `usual` throws.
    func language(else usual: () async throws -> StatusLanguage) async throws -> StatusLanguage {
        if let chosen: StatusLanguage = try query.choice("language") { return chosen }
        if let liked = LanguageRange.best(request.headers[.acceptLanguage]) { return liked }
        return try await usual()
    }
}
