import Foundation
import HTTPService
import Ledger
import LedgerFiles
import Logging
import Postoffice

/// A data folder that a command opened for itself.
struct OpenedFolder {
    let office: Postoffice

    /// Opens a folder; where a running service holds it, the error says so.
    ///
    /// - Parameters:
    ///   - settings: What the command is run with.
    ///   - only: Opens just this organization.
    ///   - publicURL: The address under which the world reaches the service.
    ///   - isOperator: Whether only the person at the terminal calls it, who may read and write the folder anyway.
    /// - Returns: The folder.
    /// - Throws: ``CommandError`` in words for the person at the terminal.
    static func open(
        _ settings: CommandSettings,
        only: String? = nil,
        publicURL: String? = nil,
        isOperator: Bool = false
    ) async throws -> Self {
        do {
            var opening = PostofficeSettings(
                data: settings.data,
                publicURL: publicURL ?? settings.publicURL ?? "http://\(settings.host):\(settings.port)"
            )
            opening.operatorsOrganization = settings.operatorsOrganization
            opening.isOperator = isOperator
            opening.anchorAddresses = settings.anchorURLs.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 }
            opening.domains = settings.domains
            opening.providers = settings.providers
            opening.allowsPrivateHosts = settings.allowsPrivateHosts
            opening.masterKey = settings.masterKey
            opening.ledger.waitingEvents = settings.access.waitingEvents
            let office = try await Postoffice.open(
                opening,
                only: only,
                logger: settings.logger()
            )
            return Self(office: office)
        } catch let error as FolderLockError {
            throw CommandError(
                "\(error). If a service is running on this folder, talk to it with --url and --key instead of --data."
            )
        } catch let error as PostofficeError {
            throw CommandError(error.words)
        } catch let error as KeyStoreError {
            throw CommandError(error.words)
        }
    }

    /// The organization that is meant: the named one, or the only one.
    func organization(_ name: String?) throws -> Organization {
        let all = office.organizations
        if let name {
            guard let found = office.organization(named: name) else {
                throw CommandError(
                    "there is no organization \(name) in this folder; make it with `postboek organization create \(name)`"
                )
            }
            return found
        }
        guard let first = all.first else {
            throw CommandError(
                "this folder holds no organization yet; make one with `postboek organization create NAME`"
            )
        }
        guard all.count == 1 else {
            throw CommandError(
                "this folder holds \(all.count) organizations (\(all.map(\.name).joined(separator: ", "))); "
                    + "say which with --organization"
            )
        }
        return first
    }
}

extension PostofficeError {
    /// The error in words for the person at the terminal.
    var words: String {
        switch self {
        case .invalid(let problems): problems.map { "\($0.field) \($0.problem)" }.joined(separator: "\n")
        case .notFound(let what): "there is no such \(what)"
        case .tooLarge(let what): what
        case .keyReused: "this idempotency key was used for another request"
        case .readOnly(let reason): "the ledger is open for reading only: \(reason)"
        case .overloaded: "too much is waiting; try again in a moment"
        case .erased: "this person was erased"
        case .held(let why), .retained(let why): why
        case .exists(let what): "there is already \(what)"
        case .tooLate(let why): why
        case .elsewhere(let why): why
        case .unavailable(let part): "not available: \(part)"
        }
    }
}

extension KeyStoreError {
    /// The error in words for the person at the terminal.
    var words: String {
        switch self {
        case .erased: "this person was erased"
        case .wrongMasterKey:
            "the master key does not open an organization's keys.sqlite; is instance.key, or POSTBOEK_MASTER_KEY, the right one?"
        case .storage(let reason):
            "an organization's keys.sqlite cannot be used: \(reason). Without it nothing sealed can be read; put it back from a copy."
        }
    }
}
