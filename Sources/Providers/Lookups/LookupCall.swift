import Evidence
import Foundation
import Ledger

extension ProviderCaller {
    /// Asks a provider something.
    ///
    /// - Returns: What it says; nil where it does not know what was asked about.
    func ask(_ request: ProviderRequest) async throws(ProviderLookupError) -> WireValue? {
        let answer: ProviderAnswer
        do {
            answer = try await call(request)
        } catch {
            throw .unavailable(error.words)
        }
        switch answer.status {
        case 200:
            guard let value = WireValue(parsing: answer.body) else {
                throw .unavailable("\(answer.server) answered something else than JSON")
            }
            return value
        case 404: return nil
        case 401: throw .refused("it does not take the key; set the method up with a good one, and check the region")
        case 403: throw .refused("the key may not read what became of mails; give it that right")
        case 429:
            let now = Timestamp.now()
            let wait = answer.retryAt(now: now).map { Int(($0.microseconds - now.microseconds + 999_999) / 1_000_000) }
            throw .rateLimited(retryAfter: wait)
        default: throw .unavailable("\(answer.server) answered with status \(answer.status)")
        }
    }
}

extension WireValue {
    /// The fields of an object; none where this is no object.
    var fields: [String: WireValue] {
        if case .object(let fields) = self { fields } else { [:] }
    }
}
