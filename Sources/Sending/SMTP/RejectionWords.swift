/// Phrases of real replies, in small letters, by what they mean.
enum RejectionWords {
    static let size = [
        "message too large", "message too big", "message size", "message length exceeds", "exceeds size",
        "size limit", "exceeds fixed maximum", "larger than the current system limit",
    ]

    static let sender = [
        "sender address rejected", "sender rejected", "sender verify failed", "sender verification", "sender domain",
        "sender address verification", "domain of sender", "sender denied",
    ]

    static let full = [
        "mailbox full", "mailbox is full", "inbox is full", "over quota", "overquota", "quota exceeded",
        "exceeded quota", "exceeded his quota", "out of storage", "insufficient storage", "exceeded storage",
        "storage allocation", "mailfolder is full", "full mailbox",
    ]

    static let blocked = [
        "spam", "blacklist", "black list", "blocklist", "block list", "blocked", "dnsbl", "listed in", "listed at",
        "reputation", "policy", "policies", "dmarc", "dkim", "spf ", "relay access denied", "relaying denied",
        "relay not permitted", "unable to relay", "not permitted to relay", "no relaying", "authentication required",
        "not authenticated", "unauthenticated", "turn on smtp authentication", "virus", "malware", "unsolicited",
        "banned", "reverse dns", "ptr record", "mismatches client ip", "not allowed", "not accepted from",
        "content rejected", "message rejected", "suspicious",
    ]

    static let unknown = [
        "user unknown", "unknown user", "no such user", "no such recipient", "no such mailbox", "no such address",
        "user not found", "recipient not found", "mailbox not found", "address not found", "does not exist",
        "doesn't exist", "not exist", "doesn't have a", "no mailbox here", "mailbox unavailable", "invalid recipient",
        "invalid mailbox", "unknown recipient", "recipient unknown", "unknown address", "unknown local part",
        "unrouteable address", "not a known user", "no longer on server", "no longer available", "no longer valid",
        "account has been disabled", "account is disabled", "mailbox disabled", "mailbox is disabled",
        "mailbox is frozen", "domain not found", "host or domain name not found", "unknown domain",
    ]

    static let passing = [
        "expired", "timed out", "timeout", "temporar", "try again", "try later", "currently unavailable",
        "too many recipients", "too many connections", "not reachable",
    ]
}
