import ArgumentParser
import Foundation
import Postoffice

/// `postboek settings`: shows and changes what mails get by default.
struct SettingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "Show and change what mails get where neither message nor customer says otherwise.",
        subcommands: [
            Show.self, SetDefaultsCommand.self, LayoutCommand.self, LogoCommand.self, AttachmentCommand.self,
            WaitingCommand.self,
        ]
    )

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the defaults, the layout, and the files that go along."
        )

        @OptionGroup var options: CommonOptions

        /// All that is shown, also as JSON.
        private struct Answer: Codable {
            struct File: Codable {
                var name: String
            }
            struct Files: Codable {
                var attachments: [String: File]
            }
            var defaults: OrganizationDefaults
            var layout: LayoutSetting.Kind
            var attachments: [String: File]
        }

        func run() async throws {
            let answer = try await withService(options) { client in
                let layout: LayoutSetting = try await client.call("GET", "/v1/settings/layout")
                let files: Answer.Files = try await client.call("GET", "/v1/settings/attachments")
                return Answer(
                    defaults: try await client.call("GET", "/v1/settings/defaults"),
                    layout: layout.kind,
                    attachments: files.attachments
                )
            }
            guard !options.json else { return try Output.json(answer) }
            let files = answer.attachments.sorted { $0.key < $1.key }.map {
                ("Every \($0.key)", "with \($0.value.name)")
            }
            answer.defaults.show([("Layout", answer.layout.rawValue)] + files)
        }
    }
}

/// `postboek settings set`.
struct SetDefaultsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Change defaults; what is not named stays as it is.",
        discussion: """
            Example: postboek settings set --company-name "Example Ltd" --archive archive@example.com \
            --fixed work_order=planning@example.com --files invoice=pdf+ubl --accountant books@example.com \
            --accountant-mode automatic --accountant-files ubl

            An empty value removes a default: --archive "" or --cc "".
            """
    )

    @Option(help: ArgumentHelp("The company's name in texts.", valueName: "NAME"))
    var companyName: String?

    @Option(help: "The organization's language: of its mails where nobody says which, and of explanations.")
    var language: String?

    @Option(parsing: .upToNextOption, help: ArgumentHelp("Who is copied on every mail.", valueName: "ADDRESS"))
    var cc: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Who gets a hidden copy of mails that name no archive recipients.", valueName: "ADDRESS")
    )
    var bcc: [String] = []

    @Option(help: ArgumentHelp("Where a hidden copy of every mail goes.", valueName: "ADDRESS"))
    var archive: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Where delivery_note or work_order go, in To.", valueName: "TYPE=ADDRESS,…")
    )
    var fixed: [TypeValue] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Where delivery_note or work_order go, in Cc.", valueName: "TYPE=ADDRESS,…")
    )
    var fixedCc: [TypeValue] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Which files go with a kind of document: pdf, ubl or pdf+ubl.", valueName: "TYPE=FILES")
    )
    var files: [TypeValue] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Whether a batch mails a kind of document: yes or no.", valueName: "TYPE=YES")
    )
    var mail: [TypeValue] = []

    @Option(help: ArgumentHelp("The accountant's address.", valueName: "ADDRESS"))
    var accountant: String?

    @Option(help: "When documents go to the accountant: manual or automatic.")
    var accountantMode: String?

    @Option(help: "Which files the accountant gets: pdf, ubl or pdf+ubl.")
    var accountantFiles: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Which kinds go to the accountant by themselves (default: invoice, credit_note).",
            valueName: "TYPE"
        )
    )
    var accountantTypes: [String] = []

    @OptionGroup var options: CommonOptions

    func run() async throws {
        let command = self
        let bytes = try await withService(options) { client in
            var defaults: OrganizationDefaults = try await client.call("GET", "/v1/settings/defaults")
            try command.change(&defaults)
            let body = try JSONEncoder().encode(defaults)
            return try await client.call("PUT", "/v1/settings/defaults", body: body)
        }
        guard !options.json else { return Output.json(bytes) }
        try JSONDecoder().decode(OrganizationDefaults.self, from: bytes).show()
    }

    private func change(_ defaults: inout OrganizationDefaults) throws {
        if let companyName { defaults.companyName = companyName.isEmpty ? nil : companyName }
        if let language { defaults.language = language.isEmpty ? nil : language }
        if !cc.isEmpty { defaults.cc = Self.addresses(cc) }
        if !bcc.isEmpty { defaults.bcc = Self.addresses(bcc) }
        if let archive { defaults.archive = Self.addresses([archive])?.first }
        for value in fixed {
            defaults.fixed = defaults.fixed ?? [:]
            defaults.fixed?[value.type, default: OrganizationDefaults.FixedRecipients()].to = Self.addresses(value.list)
        }
        for value in fixedCc {
            defaults.fixed = defaults.fixed ?? [:]
            defaults.fixed?[value.type, default: OrganizationDefaults.FixedRecipients()].cc = Self.addresses(value.list)
        }
        for value in files {
            defaults.files = defaults.files ?? [:]
            defaults.files?[value.type] = value.value.isEmpty ? nil : value.value
        }
        for value in mail {
            defaults.mailByDefault = defaults.mailByDefault ?? [:]
            defaults.mailByDefault?[value.type] = try value.yesOrNo()
        }
        try changeAccountant(&defaults)
    }

    private func changeAccountant(_ defaults: inout OrganizationDefaults) throws {
        if let accountant {
            guard !accountant.isEmpty else {
                defaults.accountant = nil
                return
            }
            defaults.accountant = defaults.accountant ?? Accountant(address: accountant)
            defaults.accountant?.address = accountant
        }
        guard accountantMode != nil || accountantFiles != nil || !accountantTypes.isEmpty else { return }
        guard defaults.accountant != nil else {
            throw CommandError("there is no accountant yet; give the address with --accountant")
        }
        if let accountantMode {
            guard let mode = Accountant.Mode(rawValue: accountantMode) else {
                throw CommandError("--accountant-mode is not manual or automatic")
            }
            defaults.accountant?.mode = mode
        }
        if let accountantFiles { defaults.accountant?.files = accountantFiles.isEmpty ? nil : accountantFiles }
        if !accountantTypes.isEmpty {
            defaults.accountant?.types = accountantTypes == [""] ? nil : accountantTypes
        }
    }

    /// The addresses; nil for none, as one empty text means.
    private static func addresses(_ texts: [String]) -> [MessageRequest.Address]? {
        let named = texts.filter { !$0.isEmpty }
        return named.isEmpty ? nil : named.map { MessageRequest.Address(address: $0) }
    }
}

extension OrganizationDefaults {
    /// Shows them as a table, with further rows below.
    fileprivate func show(_ further: [(String, String?)] = []) {
        func list(_ addresses: [MessageRequest.Address]?) -> String? {
            addresses.map { $0.map(\.address).joined(separator: ", ") }
        }
        var lines: [(String, String?)] = [
            ("Company", companyName), ("Language", language ?? "en"), ("Cc", list(cc)), ("Bcc", list(bcc)),
            ("Archive", archive?.address),
        ]
        for (type, recipients) in (fixed ?? [:]).sorted(by: { $0.key < $1.key }) {
            lines += [("\(type) to", list(recipients.to)), ("\(type) cc", list(recipients.cc))]
        }
        lines += (files ?? [:]).sorted { $0.key < $1.key }.map { ("\($0.key) files", $0.value) }
        lines += (mailByDefault ?? [:]).sorted { $0.key < $1.key }.map { ("\($0.key) mailed", $0.value ? "yes" : "no") }
        if let accountant {
            let parts = [accountant.address, (accountant.mode ?? .manual).rawValue, accountant.files]
            lines.append(("Accountant", parts.compactMap(\.self).joined(separator: ", ")))
        }
        lines += further
        Output.table(["", ""], lines.compactMap { title, value in value.map { [title, $0] } })
    }
}
