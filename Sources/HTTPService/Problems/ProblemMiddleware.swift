import HTTPTypes
import Hummingbird

/// Makes a problem document of whatever goes wrong, also of paths that nobody answers.
struct ProblemMiddleware: RouterMiddleware {
    let endpoints: [Endpoint]

    func handle(
        _ request: Request,
        context: CallContext,
        next: @concurrent (Request, CallContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let broken as BrokenRequest {
            throw broken.cause
        } catch let error as HTTPError where error.status == .notFound {
            return nobodyAnswers(request).response
        } catch {
            return Problem(error, isQuery: request.method == .get, logger: context.logger).response
        }
    }

    private func nobodyAnswers(_ request: Request) -> Problem {
        let path = request.uri.path
        let methods = endpoints.filter { $0.matches(path) }
            .flatMap { $0.method == .get && $0.answersHead ? ["GET", "HEAD"] : [$0.method.rawValue] }
        guard !methods.isEmpty else {
            return Problem(.notFound, "Nothing answers at this address; /docs lists the calls there are.")
        }
        let allowed = methods.sorted().joined(separator: ", ")
        var problem = Problem(.methodNotAllowed, "This address takes \(allowed).")
        problem.headers[.allow] = allowed
        return problem
    }
}
