/// Rules for trouble that may pass, or that another mail would not meet.
let softWords: [WordRule] = [
    WordRule(
        "network",
        .soft,
        [
            "timed out", "timeout", "time out", "connection refused", "connection reset", "connection dropped",
            "connection closed", "connection lost", "connection was", "connection broken", "lost connection",
            "connection to * failed", "connect to", "no route to host", "network is unreachable", "network unreachable",
            "network error", "not responding", "did not respond", "unreachable", "could not connect",
            "couldn't connect", "cannot connect", "can't connect", "unable to connect", "failed to connect",
            "too many hops", "mail loop", "loop detected", "loops back to", "routing loop", "hop count",
            "loop count", "too many received", "name server", "name service", "nameserver", "dns error", "dns failure",
            "dns problem", "dns lookup", "dns server", "dns timeout", "servfail", "temporary lookup", "lookup failure",
            "host name lookup", "malformed or unexpected name", "null mx", "nullmx", "no mx", "does not accept mail",
            "doesn't receive email", "does not receive mail", "no mail exchanger", "retry timeout", "expired",
            "retry time", "could not be delivered within", "not delivered within", "aborted after", "giving up after",
            "multiple retries", "in queue too long", "queue too long", "queued for too long", "too long in queue",
            "been in the queue", "unable to deliver * days", "unable to deliver * hours", "undeliverable for",
            "unable to deliver in", "tried * times", "host is down", "server is down", "starttls", "|tls|",
            "handshake", "broken pipe", "bad file", "socket", "remote host", "couldn't find any", "all hosts",
        ]
    ),
    WordRule(
        "system",
        .soft,
        [
            "system config error", "configuration error", "internal error", "internal system error",
            "internal server error", "local error", "local configuration error", "system error", "system failure",
            "disk space", "disk full", "no space left", "insufficient system", "insufficient resources",
            "out of memory", "temporary failure", "temporary error", "temporary problem", "temporarily unavailable",
            "temporarily rejected", "temporarily deferred", "try again", "try later", "service unavailable",
            "service currently unavailable", "service not available", "server busy", "too busy", "transaction failed",
            "could not load", "upstream error", "cannot create", "couldn't create", "can't create", "cannot open",
            "could not open", "i/o error", "read-only", "unable to write", "procmail", "maildrop", "maildir",
            "command died", "command failed", "command time", "exit status", "exited with", "pipe to", "deferred",
            "delivery agent", "mailer error", "insufficient permission", "requested action aborted",
            "delivery time expired", "message could not be delivered at this time", "resources temporarily",
            "server error", "program * failed", "error in processing", "on hold",
        ]
    ),
    WordRule(
        "content",
        .soft,
        [
            "8-bit", "8bit", "8 bit", "syntax error", "bad syntax", "command parameter not", "not implemented",
            "unrecognized command", "command unrecognized", "command not", "unknown command", "mime error",
            "malformed mime", "bare lf", "bare cr", "smtputf8", "invalid character",
            "bad sequence", "out of sequence", "need rcpt", "need mail",
        ]
    ),
]
