import CoreMetrics
import HTTPTypes
import Hummingbird
import Logging
import PrometheusExport
import Synchronization

/// Counts, times and logs requests by route template, method and status; paths, queries and addresses never show.
final class ObservationMiddleware: RouterMiddleware {
    typealias Context = CallContext

    private struct Series: Hashable {
        let route: String
        let method: String
        let status: Int
    }

    private let metrics: PrometheusRegistry
    private let known = Mutex<[Series: (counter: Counter, timer: Timer)]>([:])

    init(metrics: PrometheusRegistry) {
        self.metrics = metrics
    }

    func handle(
        _ request: Request,
        context: CallContext,
        next: @concurrent (Request, CallContext) async throws -> Response
    ) async throws -> Response {
        let start = ContinuousClock.now
        let response = try await next(request, context)
        let duration = ContinuousClock.now - start
        let series = Series(
            route: context.endpointPath ?? "none",
            method: Self.methods.contains(request.method) ? request.method.rawValue : "other",
            status: response.status.code
        )
        let (counter, timer) = handlers(for: series)
        counter.increment()
        timer.recordNanoseconds(duration.nanoseconds)
        context.logger.log(
            level: Self.level(of: response.status),
            "request answered",
            metadata: [
                "route": "\(series.route)", "method": "\(series.method)", "status": "\(series.status)",
                "milliseconds": "\(duration.nanoseconds / 1_000_000)",
            ]
        )
        return response
    }

    /// What passes by itself, as overload does, is no error of the service.
    private static func level(of status: HTTPResponse.Status) -> Logger.Level {
        if status == .serviceUnavailable { return .warning }
        return status.kind == .serverError ? .error : .debug
    }

    private static let methods: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .delete, .patch, .options]

    /// Templates, methods and statuses are few, so that the table stays small.
    private func handlers(for series: Series) -> (counter: Counter, timer: Timer) {
        known.withLock { known in
            if let found = known[series] { return found }
            let dimensions = [("route", series.route), ("method", series.method), ("status", String(series.status))]
            let made = (
                counter: Counter(label: "postboek_http_requests", dimensions: dimensions, factory: metrics),
                timer: Timer(label: "postboek_http_request_duration", dimensions: dimensions, factory: metrics)
            )
            known[series] = made
            return made
        }
    }
}

extension Duration {
    /// The whole duration in nanoseconds.
    fileprivate var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
