/// A fact about mail, with everything that was known when it was stated.
///
/// Fields that are personal are optional even where every new event has them: after an erasure they read as nil.
package enum MailEvent: Hashable, Sendable {
    case organizationCreated(OrganizationCreated)
    case settingsChanged(SettingsChanged)
    case customerRegistered(CustomerRegistered)
    case documentRegistered(DocumentRegistered)
    case messageQueued(MessageQueued)
    case messageAttempted(MessageAttempted)
    case messageSent(SendReport)
    case messageDeferred(SendReport)
    case messageRejected(SendReport)
    case messageUncertain(SendReport)
    case messageCancelled(MessageCancelled)
    case messageDelayed(DeliveryReport)
    case messageRelayed(DeliveryReport)
    case messageDelivered(DeliveryReport)
    case messageBounced(DeliveryReport)
    case messageOpened(MessageOpened)
    case messageRead(DeliveryReport)
    case messageAnswered(DeliveryReport)
    case messageComplained(DeliveryReport)
    case messageExpired(MessageExpired)
    case reportReceived(ReportReceived)
    case recipientSuppressed(RecipientSuppressed)
    case recipientReleased(RecipientReleased)
    case trackingWithdrawn(TrackingWithdrawn)
    case senderVerified(SenderVerified)
    case domainChecked(DomainChecked)
    case feedChanged(FeedChanged)
    case batchSubmitted(BatchSubmitted)
    case batchItemRefused(BatchItemRefused)
    case batchCancelled(BatchCancelled)
    case subjectErased(SubjectErased)
    case subjectHeld(SubjectHeld)
    case subjectUnheld(SubjectHeld)
    case subjectReadmitted(SubjectReadmitted)
    case detailsExpired(DetailsExpired)
    case ledgerRestored(LedgerRestored)
}

/// An organization began.
package struct OrganizationCreated: Codable, Hashable, Sendable {
    /// The organization's name, which is also that of its folder.
    package var name: String

    /// States the fact.
    package init(name: String) {
        self.name = name
    }
}

/// A setting was changed.
///
/// Secrets never stand here.
package struct SettingsChanged: Codable, Hashable, Sendable {
    /// Which setting, for example `method.smtp`.
    package var setting: String
    /// Its value before, as JSON text; nil if there was none.
    ///
    /// Sealed with the organization's key.
    package var old: String?
    /// Its value since, as JSON text; nil if it was removed.
    ///
    /// Sealed with the organization's key.
    package var new: String?

    /// States the fact.
    package init(setting: String, old: String?, new: String?) {
        self.setting = setting
        self.old = old
        self.new = new
    }
}

/// A document was registered, or registered anew with another content.
package struct DocumentRegistered: Codable, Hashable, Sendable {
    /// The document; nil after its erasure.
    package var document: Document?

    /// States the fact.
    package init(document: Document?) {
        self.document = document
    }
}
