import Mail
import Sending

/// Why a call with a token had no answer.
enum TokenCallFailure: Error, Hashable {
    case noToken(SignInProblem)
    case call(ProviderCallFailure)
}

extension ProviderCaller {
    /// Makes a call with a token; where the token is refused, once more with a new one.
    ///
    /// A refused token means that nothing was done, so the second call repeats nothing.
    func call(
        _ tokens: any AccessTokenSource,
        _ request: (AccessToken) -> ProviderRequest
    ) async throws(TokenCallFailure) -> (ProviderAnswer, AccessToken) {
        do {
            let token = try await tokens.token()
            let answer = try await answer(to: request(token))
            guard answer.status == 401 else { return (answer, token) }
            let fresh = try await tokens.token(inPlaceOf: token)
            return (try await self.answer(to: request(fresh)), fresh)
        } catch let problem as SignInProblem {
            throw .noToken(problem)
        } catch let failure as ProviderCallFailure {
            throw .call(failure)
        } catch {
            throw .call(.unanswered("the call failed"))
        }
    }

    private func answer(to request: ProviderRequest) async throws -> ProviderAnswer {
        try await call(request)
    }
}

extension SendResult {
    /// The result of an attempt that was not answered, or that there was no token for.
    init(_ failure: TokenCallFailure, server: String, kind: MethodKind) {
        switch failure {
        case .call(let failure):
            self.init(failure, server: server, kind: kind)
        case .noToken(let problem):
            var report = SendReport(method: kind, stage: "signIn")
            report.failure = problem.words(kind)
            // Where the provider cannot be asked now, the next copy may fare better.
            if case .unavailable = problem {
                self = .deferred(report)
            } else {
                self = .deferred(report, pauses: true)
            }
        }
    }
}
