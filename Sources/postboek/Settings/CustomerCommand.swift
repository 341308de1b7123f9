import ArgumentParser
import Foundation
import Postoffice

/// `postboek customer`: keeps who gets which documents.
struct CustomerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "customer",
        abstract: "Keep who gets which documents, and in which language.",
        subcommands: [SetCustomerCommand.self, Show.self, List.self]
    )

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Show a customer's card.")

        @Argument(help: "Your own id of the customer.")
        var customer: String

        @OptionGroup var options: CommonOptions

        func run() async throws {
            let path = "/v1/customers/\(customer.percentEncoded)"
            let bytes = try await withService(options) { client in try await client.call("GET", path) }
            guard !options.json else { return Output.json(bytes) }
            try JSONDecoder().decode(CustomerDraft.self, from: bytes).show()
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List the customers, those registered last first.")

        @Option(help: ArgumentHelp("Only customers in which these words occur.", valueName: "WORDS"))
        var search: String?

        @Option(help: "At most so many.")
        var limit = 50

        @Option(help: ArgumentHelp("Go on where an earlier list ended.", valueName: "CURSOR"))
        var cursor: String?

        @OptionGroup var options: CommonOptions

        private struct Page: Decodable {
            var items: [CustomerDraft]
            var next: String?
        }

        func run() async throws {
            let query = [("q", search), ("cursor", cursor), ("limit", String(limit))]
                .compactMap { name, value in value.map { "\(name)=\($0.percentEncoded)" } }
                .joined(separator: "&")
            let bytes = try await withService(options) { client in
                try await client.call("GET", "/v1/customers?\(query)")
            }
            guard !options.json else { return Output.json(bytes) }
            let page = try JSONDecoder().decode(Page.self, from: bytes)
            let rows = page.items.map { customer in
                [
                    customer.id ?? "", customer.name ?? "", customer.language ?? "",
                    (customer.contacts ?? []).map(\.address).joined(separator: ", "),
                ]
            }
            Output.table(["ID", "NAME", "LANGUAGE", "ADDRESSES"], rows)
            if let next = page.next { Output.line("More: --cursor \(next)") }
        }
    }
}

/// `postboek customer set`.
struct SetCustomerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set",
        abstract: "Register a customer, or change parts of its card.",
        discussion: """
            Example: postboek customer set C-17 --name "Example BV" --language nl --address office@example.com \
            --to invoice=billing@example.com --cc invoice=office@example.com --files invoice=pdf+ubl --mail delivery_note=no

            What is not named stays as it is. The first address gets every document for which no --to says otherwise; \
            an address in --to or --cc joins the card's addresses.
            """
    )

    @Argument(help: "Your own id of the customer, the one that documents name.")
    var customer: String

    @Option(help: ArgumentHelp("The name.", valueName: "NAME"))
    var name: String?

    @Option(help: "The language of texts: nl, fr, en or es.")
    var language: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "The card's addresses, the first of them first; replaces those there are.",
            valueName: "ADDRESS"
        )
    )
    var address: [String] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Who gets a kind of document.", valueName: "TYPE=ADDRESS,…")
    )
    var to: [TypeValue] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Who is copied on a kind of document.", valueName: "TYPE=ADDRESS,…")
    )
    var cc: [TypeValue] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Whether a batch mails a kind of document: yes or no.", valueName: "TYPE=YES")
    )
    var mail: [TypeValue] = []

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Which files go with a kind of document: pdf, ubl or pdf+ubl.", valueName: "TYPE=FILES")
    )
    var files: [TypeValue] = []

    @Option(help: "Whether opens may be tracked: never, onRequest or always.")
    var tracking: String?

    @OptionGroup var options: CommonOptions

    private struct Answer: Decodable {
        var customer: CustomerDraft
    }

    func run() async throws {
        let path = "/v1/customers/\(customer.percentEncoded)"
        let command = self
        let bytes = try await withService(options) { client in
            let known = try await client.find("GET", path, as: CustomerDraft.self)
            let draft = try command.changed(known ?? CustomerDraft())
            return try await client.call("PUT", path, body: try JSONEncoder().encode(draft))
        }
        guard !options.json else { return Output.json(bytes) }
        try JSONDecoder().decode(Answer.self, from: bytes).customer.show()
    }

    private func changed(_ known: CustomerDraft) throws -> CustomerDraft {
        var draft = known
        draft.name = name ?? draft.name
        draft.language = language ?? draft.language
        draft.tracking = tracking ?? draft.tracking
        if !address.isEmpty { draft.setAddresses(address) }
        for value in to {
            draft.addContacts(value.list)
            draft.deliveries?[value.type, default: CustomerDraft.Delivery()].to = value.list
        }
        for value in cc {
            draft.addContacts(value.list)
            draft.deliveries?[value.type, default: CustomerDraft.Delivery()].cc = value.list
        }
        draft.deliveries = draft.deliveries ?? [:]
        for value in mail {
            draft.deliveries?[value.type, default: CustomerDraft.Delivery()].mailByDefault = try value.yesOrNo()
        }
        for value in files {
            draft.deliveries?[value.type, default: CustomerDraft.Delivery()].files = value.value
        }
        return draft
    }
}

extension CustomerDraft {
    /// Puts addresses in place of the contacts; names that are known stay beside theirs.
    fileprivate mutating func setAddresses(_ addresses: [String]) {
        let names = (contacts ?? []).map { ($0.address.lowercased(), $0.name) }
        contacts = addresses.map { address in
            let name = names.first { $0.0 == address.lowercased() }?.1
            return MessageRequest.Address(address: address, name: name)
        }
    }

    fileprivate mutating func addContacts(_ addresses: [String]) {
        deliveries = deliveries ?? [:]
        let known = Set((contacts ?? []).map { $0.address.lowercased() })
        let new = addresses.filter { !known.contains($0.lowercased()) }
        contacts = (contacts ?? []) + new.map { MessageRequest.Address(address: $0) }
    }

    fileprivate func show() {
        var lines = [("Customer", [id, name].compactMap(\.self).joined(separator: ", "))]
        lines += [("Language", language), ("Tracking", tracking)].compactMap { title, value in
            value.map { (title, $0) }
        }
        lines += (contacts ?? []).map { ("Address", [$0.address, $0.name].compactMap(\.self).joined(separator: ", ")) }
        for (type, delivery) in (deliveries ?? [:]).sorted(by: { $0.key < $1.key }) {
            let parts = [
                delivery.to.map { "to \($0.joined(separator: ", "))" },
                delivery.cc.map { "cc \($0.joined(separator: ", "))" },
                delivery.files,
                delivery.mailByDefault.map { $0 ? "mailed by default" : "not mailed by default" },
                delivery.tracking.map { "tracking \($0)" },
            ]
            lines.append((type, parts.compactMap(\.self).joined(separator: "; ")))
        }
        Output.table(["", ""], lines.map { [$0.0, $0.1] })
    }
}
