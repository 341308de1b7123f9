/// Phrases of real replies and reports, in small letters, by what they are about.
enum FailureWords {
    static let size = [
        "message too large", "message too big", "message size", "message length exceeds", "exceeds size",
        "size limit", "exceeds fixed maximum", "larger than the current system limit", "larger than the maximum",
        "bytes, and the method takes", "bytes and the server takes",
    ]

    static let suppressed = [
        "suppression list", "suppressed", "not delivering to previously bounced", "previously bounced address",
    ]

    static let full = [
        "mailbox full", "mailbox is full", "inbox is full", "over quota", "overquota", "quota exceeded",
        "exceeded quota", "exceeded his quota", "exceeded their quota", "out of storage", "insufficient storage",
        "exceeded storage", "storage allocation", "mailfolder is full", "full mailbox", "mailbox has exceeded",
    ]

    static let authentication = [
        "dmarc", "dkim", "spf ", "spf)", "spf-", "unauthenticated email", "unauthenticated mail",
        "fails email authentication", "sender is unauthenticated", "email authentication",
    ]

    static let sender = [
        "sender address rejected", "sender rejected", "sender verify failed", "sender verification", "sender domain",
        "sender address verification", "domain of sender", "sender denied", "not allowed to send as",
        "sendasdenied", "not owned by user", "sender is not allowed",
    ]

    static let tooMany = [
        "rate limit", "ratelimit", "rate that", "throttl", "too many messages", "too many recipients",
        "too many connections", "sending limit", "daily limit", "hourly limit", "quota for sending",
        "unusual rate", "unusually high rate",
    ]

    static let reputation = [
        "blacklist", "black list", "blocklist", "block list", "blocked using", "dnsbl", "rbl", "spamhaus",
        "barracudacentral",
        "spamcop", "listed in", "listed at", "reputation", "reverse dns", "ptr record", "banned sending ip",
        "poor list quality", "mismatches client ip",
    ]

    static let domain = [
        "domain not found", "host not found", "host or domain name not found", "unknown domain",
        "domain does not exist", "domain doesn't exist", "no such domain", "nullmx", "null mx",
        "does not accept mail", "no mail host", "unrouteable mail domain", "name or service not known",
    ]

    static let closed = [
        "account has been disabled", "account is disabled", "account disabled", "mailbox disabled",
        "mailbox is disabled", "mailbox is frozen", "no longer available", "no longer valid", "no longer active",
        "no longer on server", "no longer employed", "mailbox inactive", "account inactive", "account suspended",
        "has moved", "address is retired",
    ]

    static let unknown = [
        "user unknown", "unknown user", "no such user", "no such recipient", "no such mailbox", "no such address",
        "user not found", "recipient not found", "mailbox not found", "address not found", "does not exist",
        "doesn't exist", "not exist", "doesn't have a", "no mailbox here", "invalid recipient", "invalid mailbox",
        "unknown recipient", "recipient unknown", "unknown address", "unknown local part", "unrouteable address",
        "not a known user",
    ]

    static let content = [
        "spam", "virus", "malware", "content rejected", "message content", "content filter", "suspicious",
        "attachment", "message rejected", "unsolicited", "phishing", "its content",
    ]

    static let way = [
        "expired", "timed out", "timeout", "connection refused", "no route", "unreachable", "not reachable",
        "network error", "loop", "too many hops",
    ]
}
