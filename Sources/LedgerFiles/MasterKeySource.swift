import Ledger

/// Where the master key comes from: one of an environment variable, a file, a command, or the data folder's own file.
package struct MasterKeySource: Sendable {
    /// The key itself, as the environment gave it.
    private let environment: String?
    /// A file that holds the key.
    private let file: String?
    /// A command that prints the key.
    private let command: String?

    /// How long the command may take.
    private let commandLimit: Duration
    private let onWaiting: @Sendable () -> Void

    /// How long a command that prints the key may take, if nothing else is said.
    package static let usualCommandLimit = Duration.seconds(60)

    /// Names a source; an empty text names none.
    ///
    /// - Parameters:
    ///   - environment: The key itself, as the environment gave it.
    ///   - file: A file that holds the key.
    ///   - command: A command that prints the key.
    ///   - commandLimit: How long the command may take; then it is ended.
    ///   - onWaiting: Called once where the command takes longer than a moment.
    package init(
        environment: String? = nil,
        file: String? = nil,
        command: String? = nil,
        commandLimit: Duration = usualCommandLimit,
        onWaiting: @escaping @Sendable () -> Void = {}
    ) {
        self.commandLimit = commandLimit
        self.onWaiting = onWaiting
        func given(_ text: String?) -> String? { text.flatMap { $0.isEmpty ? nil : $0 } }
        self.environment = given(environment)
        self.file = given(file)
        self.command = given(command)
    }

    /// Whether the key is that of the data folder itself.
    package var isFolder: Bool { environment == nil && file == nil && command == nil }

    /// Reads the master key of a data folder; in a folder without organizations one is made where it is the folder's own.
    ///
    /// - Throws: ``MasterKeyError``, whose description says what to do and never holds the key.
    package func loadOrMake(folder: String) async throws(MasterKeyError) -> MasterKey {
        if let key = try await outside() { return key }
        return try MasterKey.loadOrMake(folder: folder, environment: nil)
    }

    /// Reads the master key of a data folder.
    ///
    /// - Throws: ``MasterKeyError``.
    package func load(folder: String) async throws(MasterKeyError) -> MasterKey {
        if let key = try await outside() { return key }
        return try MasterKey.load(folder: folder, environment: nil)
    }

    private func outside() async throws(MasterKeyError) -> MasterKey? {
        guard [environment, file, command].compactMap(\.self).count <= 1 else { throw .ambiguous }
        if let environment { return try MasterKey.load(folder: "", environment: environment) }
        if let file { return try MasterKey.load(file: file) }
        guard let command else { return nil }
        let printed = try await MasterKeyCommand(text: command, limit: commandLimit, onWaiting: onWaiting).run()
        return try MasterKey.parse(String(decoding: printed, as: UTF8.self), source: "what the command printed")
    }
}
