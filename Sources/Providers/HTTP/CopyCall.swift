import Mail
import Sending

extension ProviderCaller {
    /// Offers a copy by one call that is made with a key, and says what came of it.
    ///
    /// - Parameters:
    ///   - request: The call.
    ///   - kind: The kind of method that makes it.
    ///   - key: What is masked wherever the provider repeats it.
    ///   - verdict: What an answer means for the copy.
    /// - Returns: What came of it.
    func offer(
        _ request: ProviderRequest,
        by kind: MethodKind,
        masking key: String,
        verdict: (ProviderAnswer) -> ProviderVerdict
    ) async -> SendResult {
        do {
            let answer = try await call(request)
            return SendResult(verdict(answer), answer, kind: kind, masking: [key])
        } catch {
            return SendResult(error, server: request.host, kind: kind)
        }
    }
}
