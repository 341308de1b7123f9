/// Rules that come first because their words are unmistakable, or because they correct a more general rule.
let precedenceWords: [WordRule] = [
    WordRule(
        "moved",
        .hard,
        [
            "recipient no longer on server", "user has moved", "has moved to", "not our customer",
            "address has changed",
            "no longer at this address", "user moved", "mailbox moved", "no longer using this", "no longer in use",
            "has left the company", "no longer works", "no longer employed", "|551| user not local",
            "please try <*> instead", "user * has changed",
        ]
    ),
    // The server took the address and refused the mail: a filter that hides behind these words, or a gateway. The
    // address may well exist.
    WordRule(
        "unknown-after-data",
        .blocked,
        statuses: ["-", "0.0", "2.0", "7.", "3."],
        stage: .data,
        [
            "unknown user", "user unknown", "no such user", "user not exist", "user not found",
            "recipient * does not exist",
        ]
    ),
    WordRule(
        "unknown-but-refused",
        .blocked,
        statuses: ["2.0", "7."],
        ["unknown user", "user unknown", "no such user"]
    ),
    WordRule(
        "receiving-rate",
        .soft,
        [
            "receiving mail at a rate", "receiving mail too quickly", "daily * quota", "mail received too fast",
            "frequency limited", "connection rate limit", "too many recipients", "too many connections",
            "too many concurrent", "too many messages * this session", "message rate exceeds", "too many mails",
            "concurrent connections", "too many errors from your", "sending rate", "receiving messages at a rate",
            "exceeded the rate limit", "sending quota", "send quota", "message submission rate", "maximum sending rate",
            "hourly limit", "daily limit", "too many emails",
            "exceeded the * limit of messages", "try to send less", "throttl", "ratelimit", "aup#in-1310",
        ]
    ),
    WordRule(
        "mailbox-full",
        .soft,
        [
            "mailbox full", "mailbox is full", "mailbox * is full", "mail box full", "mailbox quota", "over quota",
            "overquota",
            "over-quota", "quota exceeded", "quota exceed", "exceeded quota", "exceeds quota", "quota violation",
            "quota full",
            "exceeded * quota", "exceeds * quota", "exceeding * quota", "disk quota", "quota limit", "quota has been",
            "storage limit", "exceeded storage", "exceeded * storage", "out of storage", "out of disk quota",
            "exceeded the local limit", "inbox is full", "inbox full", "account is full", "account full",
            "user is full",
            "insufficient storage for", "mailbox size limit", "mailbox has exceeded", "mailbox exceeds",
            "mailfolder is full",
            "mailfolder quota", "mail folder is full", "mailbox would exceed", "not enough storage space",
            "not enough space in", "no space left in mailbox", "user has exhausted", "user has too many messages",
            "too many messages in",
            "too much mail data", "mailbox limit", "exceeded allowed space", "maximum allowable size of",
            "mailbox size",
            "delivery would exceed", "would be over the allowed", "would exceed mailbox", "recipient storage full",
            "recipient reached disk quota", "storage is full", "storage quota", "user's disk quota",
            "mailbox * exceeded", "account has been over", "dropbox is full", "no more space", "quotaexceeded",
            "mailbox capacity", "max message size exceeded for mailbox", "boite * pleine", "boîte * pleine",
            "boîte * saturée",
            "quota dépassé", "quota depass", "postfach * voll", "postfach ist voll", "speicherplatz * erschöpft",
            "speicherplatz * überschritten", "postvak * vol", "postbus is vol", "mailbox is vol", "mailbox vol",
            "buzón * lleno", "buzon * lleno", "casella * piena", "caixa * cheia", "ящик * переполнен",
            "メールボックス * 容量", "メールボックスの容量", "メールボックスがいっぱい", "容量が超過",
        ]
    ),
]
