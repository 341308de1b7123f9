import HTTPTypes
import Hummingbird

/// Puts on every answer what keeps browsers from doing more with it than showing it.
///
/// What an answer says itself stays.
struct SecurityHeadersMiddleware: RouterMiddleware {
    func handle(
        _ request: Request,
        context: CallContext,
        next: @concurrent (Request, CallContext) async throws -> Response
    ) async throws -> Response {
        var response = try await next(request, context)
        for (name, value) in Self.headers where response.headers[name] == nil {
            response.headers[name] = value
        }
        if context.isSecure { response.headers[.strictTransport] = Self.strictTransport }
        return response
    }

    /// A year (RFC 6797 §6.1.1).
    static let strictTransport = "max-age=31536000"

    /// What every answer carries that says nothing else itself.
    static let headers: [(HTTPField.Name, String)] = [
        (.xContentTypeOptions, "nosniff"),
        (.contentSecurityPolicy, "default-src 'none'; frame-ancestors 'none'"),
        (.referrerPolicy, "no-referrer"),
        (.cacheControl, "no-store"),
    ]
}
