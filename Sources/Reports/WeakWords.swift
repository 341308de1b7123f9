/// Rules for common words, which decide only where nothing more precise does.
let weakWords: [WordRule] = [
    WordRule(
        "no-such",
        .hard,
        weak: true,
        [
            "no such", "unknown", "not found", "not valid", "invalid recip", "inconnu", "unbekannt", "onbekend",
            "desconocid",
        ]
    ),
    WordRule("address-refused", .hard, weak: true, statuses: ["-", "0.0", "1.0"], ["address rejected"]),
    WordRule(
        "refused",
        .blocked,
        weak: true,
        [
            "rejected", "refused", "denied", "blocked", "not allowed", "not accepted", "not acceptable",
            "not permitted", "unacceptable", "does not meet", "disallowed", "abgelehnt", "geweigerd", "refusé",
            "rechazado",
        ]
    ),
    WordRule(
        "temporary",
        .soft,
        weak: true,
        ["temporar", "unavailable", "later", "busy", "retry", "delayed", "error", "failed"]
    ),
]
