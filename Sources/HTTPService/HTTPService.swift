import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import Postoffice
import PrometheusExport
import ServiceLifecycle

/// The whole HTTP service: the pixel, the API, operations and pages, over one post office.
///
/// The post office is a service of its own; it has to run beside this one and to end after it.
///
/// - Parameters:
///   - office: What answers.
///   - metrics: Where requests are counted, and what `/metrics` shows.
///   - settings: Where to listen, and the bounds.
///   - logger: Where requests are noted, by route template only.
///   - onServerRunning: Called with the port, once the service listens.
/// - Returns: The service; it ends at a graceful shutdown, when the calls under way are answered.
package func buildHTTPService(
    office: Postoffice,
    metrics: PrometheusRegistry,
    settings: HTTPServiceSettings,
    logger: Logger,
    onServerRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
) -> some Service {
    makeApplication(
        office: office,
        metrics: metrics,
        settings: settings,
        logger: logger,
        onServerRunning: onServerRunning
    )
}

/// The service as an application, which tests can also speak to without a socket.
package func makeApplication(
    office: Postoffice,
    metrics: PrometheusRegistry,
    settings: HTTPServiceSettings,
    services: [any Service] = [],
    logger: Logger,
    onServerRunning: @escaping @Sendable (_ port: Int) async -> Void = { _ in }
) -> some ApplicationProtocol {
    Application(
        router: makeRouter(office: office, metrics: metrics, settings: settings, logger: logger),
        server: makeServer(settings),
        configuration: ApplicationConfiguration(
            address: .hostname(settings.host, port: settings.port),
            // What comes in at once waits here; whoever finds it full tries again only seconds later.
            backlog: 4096
        ),
        services: services,
        onServerRunning: { channel in await onServerRunning(channel.localAddress?.port ?? settings.port) },
        logger: logger
    )
}

/// HTTP/1.1 behind the front door.
private func makeServer(_ settings: HTTPServiceSettings) -> HTTPServerBuilder {
    let http1 = HTTP1Channel.Configuration(
        idleTimeout: TimeAmount(settings.idleTimeout),
        httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
            maxHeaderFieldSize: 16 * 1024,
            maxHeaderListSize: 64 * 1024,
            maxHeaderFieldCount: 100
        )
    )
    let places = ConnectionPlaces(
        limit: settings.connections,
        perNetwork: settings.connectionsPerNetwork ?? max(1, settings.connections / 4),
        proxies: settings.proxies
    )
    return HTTPServerBuilder { responder in
        FrontDoor(
            inner: HTTP1Channel(
                responder: { request, writer, channel in
                    // What somebody sent ahead and did not stay for is not worked through.
                    guard channel.isActive else { throw ChannelError.ioOnClosedChannel }
                    try await responder(request, writer, channel)
                },
                configuration: http1
            ),
            places: places,
            certificate: settings.certificate,
            stall: settings.idleTimeout
        )
    }
}

/// All calls behind what every answer goes through.
func makeRouter(
    office: Postoffice,
    metrics: PrometheusRegistry,
    settings: HTTPServiceSettings,
    logger: Logger
) -> Router<CallContext> {
    let endpoints = makeEndpoints(office: office, metrics: metrics, settings: settings)
    let desk = CallDesk(
        office: office,
        refusals: RefusalLimiter(perMinute: settings.refusalsPerMinute),
        keyRefusals: RefusalLimiter(perMinute: settings.refusalsPerKeyAndMinute),
        bodies: BodyBudget(bytes: settings.bodyBytesAtOnce),
        answers: BodyBudget(bytes: settings.answerBytesAtOnce),
        bodyTimeout: settings.bodyTimeout
    )
    let router = Router(context: CallContext.self)
    router.add(middleware: ClientMiddleware(proxies: settings.proxies, isSecure: settings.certificate != nil))
    router.add(middleware: ObservationMiddleware(metrics: metrics))
    router.add(middleware: SecurityHeadersMiddleware())
    router.add(middleware: ProblemMiddleware(endpoints: endpoints))
    for endpoint in endpoints {
        router.on(RouterPath(endpoint.path), method: endpoint.method) { request, context in
            try await desk.answer(request, at: endpoint, context: context)
        }
        guard endpoint.method == .get, endpoint.answersHead else { continue }
        router.on(RouterPath(endpoint.path), method: .head) { request, context in
            try await desk.answer(request, at: endpoint, context: context).createHeadResponse()
        }
    }
    return router
}

/// Every call that the service answers.
func makeEndpoints(
    office: Postoffice,
    metrics: PrometheusRegistry,
    settings: HTTPServiceSettings
) -> [Endpoint] {
    let feeds = FeedCount(limit: settings.feeds)
    let calls: [[Endpoint]] = [
        AccountantCalls().endpoints,
        AnchorCalls().endpoints,
        BatchCalls(feeds: feeds, heartbeat: settings.heartbeat, bodyTimeout: settings.bodyTimeout).endpoints,
        BundleCalls().endpoints,
        CustomerCalls().endpoints,
        DefaultsCalls().endpoints,
        DocumentCalls().endpoints,
        DomainCalls().endpoints,
        EventCalls(feeds: feeds, heartbeat: settings.heartbeat).endpoints,
        FeedCalls().endpoints,
        IntakeCalls(office: office).endpoints,
        KeyCalls(office: office).endpoints,
        LayoutCalls().endpoints,
        MessageCalls().endpoints,
        MessageControlCalls().endpoints,
        MethodCalls().endpoints,
        OperationCalls(office: office, metrics: metrics).endpoints,
        Pages().endpoints,
        PixelCalls(office: office).endpoints,
        PrivacyCalls().endpoints,
        ProofCalls().endpoints,
        ReportCalls(office: office).endpoints,
        SandboxCalls().endpoints,
        SenderCalls(office: office).endpoints,
        SendingCalls().endpoints,
        SignInCalls(office: office).endpoints,
        StandardAttachmentCalls().endpoints,
        StatisticsCalls().endpoints,
        SuppressionCalls().endpoints,
        TemplateCalls().endpoints,
        TrackingCalls(office: office).endpoints,
        WebhookCalls(
            office: office,
            refusals: RefusalLimiter(perMinute: settings.webhookRefusalsPerMinute),
            bodies: BodyBudget(bytes: settings.webhookBytesAtOnce),
            bodyTimeout: settings.bodyTimeout
        ).endpoints,
    ]
    return calls.flatMap(\.self)
}
