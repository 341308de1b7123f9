import Ledger
import Logging
import Mail
import MailLedger
import ProjectionEngine
import Providers
import Sending
import Witness

extension Organization {
    private static let anchoringSetting = "anchoring"

    /// Who keeps the ledger's checkpoints outside of it.
    package func anchoring() async throws -> AnchoringSettings {
        try await statedSetting(Self.anchoringSetting) ?? AnchoringSettings()
    }

    /// Sets who keeps the ledger's checkpoints outside of it, all at once.
    ///
    /// - Throws: ``PostofficeError/invalid(_:)`` with all that is wrong.
    package func setAnchoring(_ anchoring: AnchoringSettings, actor: OpaqueID?) async throws {
        try requireWritable()
        try anchoring.check(replacing: try await self.anchoring(), settings)
        try await stateSetting(Self.anchoringSetting, anchoring, actor: actor)
    }

    /// The newest checkpoint, with the cosignatures of the witnesses that signed it already.
    ///
    /// - Parameter mustBeCosigned: Whether an older one is wanted that enough witnesses signed.
    /// - Returns: The signed checkpoint; nil where one with cosignatures is wanted and there is none.
    /// - Throws: `LedgerReadError.unproved` for a damaged ledger.
    package func checkpoint(cosigned mustBeCosigned: Bool = false) async throws -> String? {
        if mustBeCosigned { return try await cosignedCheckpoint()?.note }
        let asked = AskedWitnesses(try await anchoring())
        return await anchors.record().cosignatures(of: try ledger.checkpoint(), asked).note
    }

    /// The newest checkpoint that enough witnesses cosigned, if this ledger is the one it was of.
    ///
    /// After a backup was put back it may be of events that are no more: then it proves nothing of this ledger. Whether
    /// enough cosigned it is asked of the witnesses and their number as they are set now.
    private func cosignedCheckpoint() async throws -> (note: String, size: Int64)? {
        let asked = AskedWitnesses(try await anchoring())
        guard
            let note = await anchors.record().sufficient(asked),
            let head = try? Checkpoint(verifying: note, with: ledger.verifierKey),
            head.size <= (try await ledger.head().size), try await ledger.root(at: head.size) == head.root
        else { return nil }
        return (note, head.size)
    }

    /// Proofs of events: by the newest cosigned checkpoint where it covers them all, by the newest one otherwise.
    package func receipts(for positions: [Int64]) async throws -> [Receipt] {
        let cosigned = try await cosignedCheckpoint()
        let isCovered = positions.allSatisfy { $0 < cosigned?.size ?? 0 }
        return try await ledger.receipts(for: positions, by: isCovered ? cosigned?.note : nil)
    }

    /// Asks witnesses for the newest checkpoint, all at once, and waits for none longer than a few seconds.
    ///
    /// - Parameter onlyDue: Leaves out those that cosigned it already, or failed a moment ago.
    /// - Throws: `LedgerReadError.unproved` for a damaged ledger, ``PostofficeError``; a witness's refusal is noted only.
    func cosign(onlyDue: Bool) async throws {
        let witnesses = AskedWitnesses(try await anchoring())
        let known = await anchors.record()
        let clock = settings.clock
        let round = try WitnessRound(ledger)
        let held = known.cosignatures(of: round.note, witnesses).signers
        // Due is whoever's cosignature of this very checkpoint is missing, also where it was given once and lost.
        let asked = witnesses.all.filter { witness in
            guard onlyDue, let attempt = known.witnesses["\(witness.key)"] else { return true }
            return attempt.isDue(at: clock.now(), pause: 60)
                && (!held.contains(witness.key) || attempt.failures != nil)
        }
        guard !asked.isEmpty else { return }
        let answers = await withTaskGroup(
            of: (WitnessKey, Result<SignedNote.Signature, WitnessRound.Refusal>).self
        ) { group in
            for witness in asked {
                let size = known.witnesses["\(witness.key)"]?.size ?? 0
                group.addTask {
                    do throws(WitnessRound.Refusal) {
                        return (witness.key, .success(try await round.ask(witness.key, at: witness.url, known: size)))
                    } catch {
                        return (witness.key, .failure(error))
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        // A service that stops breaks its calls off; that says nothing about the witnesses.
        guard !Task.isCancelled else { return }
        await anchors.change { record in
            record.take(answers, of: round.note, size: round.checkpoint.size, witnesses, at: clock.now())
        }
        for case (let key, .failure(let refusal)) in answers {
            logger.warning(
                "a witness did not cosign",
                metadata: ["witness": "\(key.name)", "reason": "\(refusal.words)"]
            )
        }
    }

    /// Has witnesses cosign, and mails and posts the anchor to those who are to get it daily, now.
    ///
    /// - Returns: How all of it went.
    package func anchorNow(actor: OpaqueID?) async throws -> AnchorReport {
        try requireWritable()
        try await cosign(onlyDue: false)
        if let daily = try await anchoring().daily { try await publish(daily, day: nil, actor: actor) }
        return try await anchorReport()
    }

    /// How it went with witnesses and daily anchors.
    package func anchorReport() async throws -> AnchorReport {
        let anchoring = try await anchoring()
        let record = await anchors.record()
        return try AnchorReport(
            anchoring,
            record,
            newest: try ledger.checkpoint(),
            cosigned: try await cosignedCheckpoint()?.note,
            key: ledger.verifierKey
        )
    }

    /// Keeps witnesses and daily anchors up with the ledger, until the task is cancelled.
    func followAnchoring() async {
        let clock = settings.clock
        var pause = 5.0
        while !Task.isCancelled {
            await clock.sleep(until: clock.now().adding(seconds: pause))
            guard !Task.isCancelled else { return }
            pause = 60
            do {
                try await cosign(onlyDue: true)
                try await publishDaily(at: clock.now())
            } catch {
                guard !Task.isCancelled else { return }
                logger.error("anchoring failed", metadata: ["error": "\(type(of: error))"])
            }
        }
    }

    private func publishDaily(at moment: Timestamp) async throws {
        guard let daily = try await anchoring().daily, let second = daily.second else { return }
        // The day whose hour has come; before it, that is yesterday.
        let day = (moment.microseconds / 1_000_000 - second) / 86_400
        let record = await anchors.record()
        guard record.day ?? -1 < day else { return }
        let attempts = [record.mail, record.post].compactMap(\.self)
        guard attempts.allSatisfy({ $0.isDue(at: moment, pause: 600) }) else { return }
        try await publish(daily, day: day, actor: nil)
    }

    /// Mails and posts the anchor; a failure is noted, and hinders nothing.
    private func publish(_ daily: AnchoringSettings.Daily, day: Int64?, actor: OpaqueID?) async throws {
        let clock = settings.clock
        let asked = AskedWitnesses(try await anchoring())
        let (note, signers) = await anchors.record().cosignatures(of: try ledger.checkpoint(), asked)
        let head = try Checkpoint(verifying: note, with: ledger.verifierKey)
        let text = AnchorText.text(note, key: ledger.verifierKey, witnesses: signers, quorum: asked.quorum)
        var hasFailed = false
        if let to = daily.to, !to.isEmpty {
            let failure = await mailAnchor(text, note, head, daily, day: day, actor: actor)
            hasFailed = hasFailed || failure != nil
            await anchors.change { $0.mail = ($0.mail ?? AnchorAttempt()).noting(failure, head.size, clock.now()) }
        }
        if let url = daily.url {
            let failure = await postAnchor(text, to: url)
            hasFailed = hasFailed || failure != nil
            await anchors.change { $0.post = ($0.post ?? AnchorAttempt()).noting(failure, head.size, clock.now()) }
        }
        guard !hasFailed, let day else { return }
        await anchors.change { $0.day = day }
    }

    /// Queues the mail; what became of it then stands in the history, as of every mail.
    private func mailAnchor(
        _ text: String,
        _ note: String,
        _ head: Checkpoint,
        _ daily: AnchoringSettings.Daily,
        day: Int64?,
        actor: OpaqueID?
    ) async -> String? {
        var request = MessageRequest()
        request.to = (daily.to ?? []).map { MessageRequest.Address(address: $0) }
        (request.cc, request.archive, request.trackOpens) = ([], [], false)
        (request.layout, request.standardAttachment, request.method) = ("none", false, daily.method)
        request.subject = AnchorText.subject(name, head, at: settings.clock.now())
        request.text = text
        request.attachments = [
            MessageRequest.Attachment(
                name: "checkpoint.txt",
                mediaType: "text/plain",
                content: Base64.encode(Array(note.utf8))
            )
        ]
        // One mail a day, also if the service stops before it has noted that it was sent.
        let key = day.map {
            CallersKey(key: "anchor of day \($0)", request: []).ledgerKey("anchor", index: archive.index)
        }
        do {
            if let key, try await earlierOutcome(of: key) != nil { return nil }
            _ = try await submit(request, origin: MessageOrigin(purpose: .anchor), key: key, actor: actor)
            return nil
        } catch let error as PostofficeError {
            return "the mail could not be queued: \(error.explanation)"
        } catch {
            return "the mail could not be queued (\(type(of: error)))"
        }
    }

    private func postAnchor(_ text: String, to url: String) async -> String? {
        do throws(OutsideCall.Failure) {
            let answer = try await OutsideCall(seconds: 30, answerBytes: 1024).post(text, to: url)
            return (200...299).contains(answer.status) ? nil : "the server answered with HTTP status \(answer.status)"
        } catch {
            return error.description
        }
    }
}

extension AnchorAttempt {
    fileprivate func noting(_ failure: String?, _ size: Int64, _ moment: Timestamp) -> Self {
        var attempt = self
        if let failure { attempt.fail(failure, at: moment) } else { attempt.succeed(size: size, at: moment) }
        return attempt
    }
}

extension PostofficeError {
    /// What is wrong, without anybody's address in it.
    fileprivate var explanation: String {
        switch self {
        case .invalid(let problems): problems.map { "\($0.field) \($0.problem)" }.joined(separator: "; ")
        case .readOnly(let reason): "the ledger is open for reading only: \(reason)"
        default: "\(self)"
        }
    }
}
