import Witness

/// Why a bundle could not be made, or proves nothing.
package enum BundleError: Error, Hashable, Sendable, CustomStringConvertible {
    /// The evidence does not fit into one file.
    case tooLarge
    /// The document has more events than a bundle holds, and too few of them are alike to be left out.
    case tooManyEvents
    /// The file is no bundle, or its frame was changed.
    case notABundle
    /// The list of contents is not signed by the ledger's key.
    case manifest
    /// A file is not the one that the signed list names, or is missing, or is one too many.
    case file(String)
    /// A receipt does not hold for its event.
    case receipt(Int64)
    /// An event's body is not the one that its header names.
    case body(Int64)
    /// What is shown of an event is not what its body says.
    case opened(Int64)
    /// A text in it is not what the facts in it say.
    case text(String)
    /// The events are not all of one document.
    case severalDocuments
    /// A mail or attachment is not the one that the ledger names.
    case mail(String)
    /// The witnesses that were asked for did not cosign the checkpoint.
    case witnesses(QuorumError)

    /// The reason, in words.
    package var description: String {
        switch self {
        case .tooLarge: "the evidence has more than four gigabytes or 65,000 files"
        case .tooManyEvents: "the document has more than \(BundleSelection.limit) events that cannot be left out"
        case .notABundle: "the file is no evidence bundle, or was changed outside of its contents"
        case .manifest: "the list of contents is not signed by this ledger's key"
        case .file(let name): "\(name) was changed, is missing, or was added"
        case .receipt(let position): "the receipt of event \(position) does not hold"
        case .body(let position): "the body of event \(position) is not the one that its header names"
        case .opened(let position): "what is shown of event \(position) is not what its sealed body says"
        case .text(let name):
            "\(name) is not what this program writes of these facts: somebody made it say something else, or another version "
                + "of the program wrote it. --facts-only checks all but README.txt and timeline.html; then do not rely on these"
        case .severalDocuments: "the facts are not all of one document"
        case .mail(let name): "\(name) is not the one that the ledger names"
        case .witnesses(let reason): reason.description
        }
    }
}
