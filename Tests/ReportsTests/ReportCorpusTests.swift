import Reports
import Testing

/// Real mails against what others made of them; the corpus states its traps.
@Suite(.enabled(if: ReportCorpus.found != nil), .timeLimit(.minutes(5)))
struct ReportCorpusTests {
    @Test func `bounces are found, with the right recipients and classes`() throws {
        let corpus = try #require(ReportCorpus.found)
        var (files, found, counted, rows, right) = (0, 0, 0, 0, 0)
        for (name, labels) in corpus.labels {
            let report = explainReport(corpus.bytes(of: "mail/" + name))
            files += 1
            found += expectedKinds(labels).contains(report.kind) ? 1 : 0
            counted += report.recipients.count == labels.count ? 1 : 0
            rows += labels.count
            for (label, recipient) in zip(labels, report.recipients) {
                right += agrees(label, recipient) ? 1 : 0
            }
        }
        #expect(Double(found) >= 0.99 * Double(files), "\(found) of \(files) found")
        #expect(Double(counted) >= 0.98 * Double(files), "\(counted) of \(files) with the right recipients")
        #expect(Double(right) >= 0.95 * Double(rows), "\(right) of \(rows) rows with the right class")
    }

    @Test func `nothing else is taken for a failure`() throws {
        let corpus = try #require(ReportCorpus.found)
        for name in corpus.names(in: "not") {
            #expect(explainReport(corpus.bytes(of: name)).kind != .bounce, "\(name)")
        }
        for (name, labels) in corpus.labels where labels.contains(where: { $0.class == "auto-reply" }) {
            #expect(explainReport(corpus.bytes(of: "mail/" + name)).kind == .autoReply, "\(name)")
        }
        for name in corpus.mails {
            let bytes = corpus.bytes(of: "mail/" + name)
            let report = explainReport(bytes)
            let late = report.recipients.filter { $0.action == .delayed }
            #expect(late.allSatisfy { $0.failureClass == nil }, "\(name)")
            let text = String(decoding: bytes, as: UTF8.self).lowercased()
            if text.contains("\naction: delayed"), !text.contains("\naction: failed") {
                #expect(report.kind != .bounce, "\(name)")
            }
        }
    }

    @Test func `malformed mails are answered`() throws {
        let corpus = try #require(ReportCorpus.found)
        for name in corpus.names(in: "err") {
            let report = explainReport(corpus.bytes(of: name))
            #expect(report.recipients.count < 100)
        }
    }

    private func expectedKinds(_ labels: [ReportCorpus.Label]) -> [ReportKind] {
        switch labels.first?.class {
        case "auto-reply": [.autoReply]
        case "complaint": [.complaint]
        // One mail is the report of a probe, which delivers nothing.
        case "delivered": [.success, .notAReport]
        default: [.bounce, .delay]
        }
    }

    private func agrees(_ label: ReportCorpus.Label, _ recipient: ReportedRecipient) -> Bool {
        // Refused for this recipient: the words decide whether that is a wrong address.
        guard label.reason != "filtered" else { return [.hard, .blocked].contains(recipient.reportClass) }
        return recipient.reportClass.rawValue == label.class.replacing("-", with: "_")
    }
}
