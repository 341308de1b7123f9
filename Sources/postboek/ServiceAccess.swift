import Foundation
import HTTPService
import Logging
import Postoffice
import PrometheusExport
import ServiceLifecycle

/// Runs a body with a client of the service.
///
/// It is the service that `--url` names, or one that this command starts on the folder for as long as it takes: so each
/// command has one way of working, whatever it works on.
func withService<Value: Sendable>(
    _ options: CommonOptions,
    _ body: @escaping @Sendable (ServiceClient) async throws -> Value
) async throws -> Value {
    let settings = try await CommandSettings.read(options)
    if let url = settings.url {
        guard let key = settings.key else {
            throw CommandError("--url needs an access key: give it with --key or in POSTBOEK_KEY")
        }
        let trimmed = url.hasSuffix("/") ? String(url.dropLast()) : url
        return try await ServiceConnection.with(caFile: settings.caFile) { http in
            try await body(ServiceClient(url: trimmed, key: key, organization: nil, http: http))
        }
    }
    guard FileManager.default.fileExists(atPath: settings.data) else {
        throw CommandError(
            "there is no data folder \(settings.data); start one with `postboek serve --data \(settings.data)`"
        )
    }
    let folder = try await OpenedFolder.open(settings, only: settings.organization, isOperator: true)
    let organization = try folder.organization(settings.organization)
    let key = folder.office.makeTemporaryKey(for: organization)
    do {
        let value = try await withRunningService(folder.office, logger: settings.logger()) { url in
            try await ServiceConnection.with(caFile: nil) { http in
                try await body(ServiceClient(url: url, key: key, organization: organization.name, http: http))
            }
        }
        await folder.office.close()
        return value
    } catch {
        await folder.office.close()
        throw error
    }
}

/// Starts a service on a free loopback port, runs a body with its address, and stops the service.
private func withRunningService<Value: Sendable>(
    _ office: Postoffice,
    logger: Logger,
    _ body: @escaping @Sendable (_ url: String) async throws -> Value
) async throws -> Value {
    let (addresses, address) = AsyncStream.makeStream(of: Int.self)
    let http = buildHTTPService(
        office: office,
        metrics: PrometheusRegistry(),
        settings: HTTPServiceSettings(host: "127.0.0.1", port: 0),
        logger: logger,
        onServerRunning: { port in
            address.yield(port)
            address.finish()
        }
    )
    let group = ServiceGroup(
        configuration: ServiceGroupConfiguration(
            services: [.init(service: office), .init(service: http)],
            logger: logger
        )
    )
    return try await withThrowingTaskGroup(of: Value?.self) { tasks in
        tasks.addTask {
            do { try await group.run() } catch {
                address.finish()
                throw error
            }
            return nil
        }
        tasks.addTask {
            for await port in addresses {
                let result: Result<Value, any Error>
                do { result = .success(try await body("http://127.0.0.1:\(port)")) } catch { result = .failure(error) }
                await group.triggerGracefulShutdown()
                return try result.get()
            }
            throw CommandError("the service could not be started on this folder")
        }
        var answer: Value?
        for try await value in tasks { answer = value ?? answer }
        guard let answer else { throw CommandError("the service stopped before it answered") }
        return answer
    }
}
