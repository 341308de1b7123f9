import Foundation
import Reports
import Testing

/// What a mail of eight times the size may cost.
struct ReportGrowthTests {
    private static let beginning = "From: <>\nSubject: failure notice\n"

    /// Mails made to hurt, as long as they are told.
    private static let shapes: [(name: String, mail: @Sendable (Int) -> String)] = [
        (
            "a long list with words of many rules",
            { size in
                beginning + "\nThis could not be delivered:\n" + lines(60 * size) { "a\($0)@example.nl" }
                    + lines(30 * size) { _ in "the account mailbox of user is listed in recipient table of host" }
            }
        ),
        (
            "addresses parted by white space",
            { size in
                beginning + "\nThis could not be delivered:\n"
                    + lines(60 * size) { "a\($0)@example.nl\n" + String(repeating: " ", count: 200) }
            }
        ),
        (
            "two groups of a thousand fields",
            { size in
                "From: <>\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@example.nl\n"
                    + lines(1000 * size) { "x\($0):1" } + "\n" + lines(1000 * size) { "y\($0):1" }
            }
        ),
        (
            "fields that each stand alone",
            { size in
                "From: <>\nContent-Type: message/delivery-status\n\nFinal-Recipient: rfc822; a@example.nl\n"
                    + lines(1000 * size) { "x\($0):1\n" }
            }
        ),
        (
            "recipients with a reason each",
            { size in
                beginning + "\n" + lines(200 * size) { "550 user a\($0)@example.nl: unknown mailbox recipient" }
            }
        ),
        ("rules below rules", { size in beginning + "\na@example.nl failed\n" + lines(300 * size) { _ in "-----" } }),
        (
            "broken HTML",
            { size in
                beginning + "Content-Type: text/html\n\n"
                    + lines(300 * size) { _ in "<p>this could not be delivered to <br>a@example.nl" }
            }
        ),
    ]

    @Test(arguments: shapes.indices)
    func `costs no more than in proportion`(shape: Int) {
        let (name, mail) = Self.shapes[shape]
        _ = explained(mail(1))
        let small = Self.work(mail(1))
        let large = Self.work(mail(8))
        // In proportion is eight times, with the square 64.
        #expect(large < 24 * max(small, 0.004), "\(name): \(small) and \(large) seconds of a processor")
    }

    /// The least processor time of this thread in three tries, in seconds, whatever else the machine does.
    private static func work(_ mail: String) -> Double {
        let bytes = Array(mail.utf8)
        return (0..<3).map { _ in
            let start = processorTime
            _ = explainReport(bytes)
            return processorTime - start
        }.min() ?? 0
    }

    private static var processorTime: Double {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func lines(_ count: Int, _ line: (Int) -> String) -> String {
        (0..<count).map(line).joined(separator: "\n") + "\n"
    }
}
