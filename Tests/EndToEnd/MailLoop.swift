import Foundation

/// A real Postfix and a real Dovecot in a folder of their own, between which mail goes out and its reports come back.
///
/// What becomes of a mail depends on its recipient: `klant@example.test` gets it and the sender is told so,
/// `vol@example.test` has a full mailbox, anybody else at example.test does not exist, `later.test` never answers until
/// the queue gives up after some seconds, and `relay.test` lies behind a server that reports nothing. Reports come to
/// the mailbox `facturen`, or for `bounce.test` to whoever listens at ``reportPort`` by LMTP.
struct MailLoop {
    /// Postfix's port, without TLS.
    let submissionPort: Int
    /// Dovecot's IMAP port, with TLS from the start.
    let imapPort: Int
    /// Dovecot's POP3 port, with TLS from the start.
    let pop3Port: Int
    /// Where Postfix hands over mail for `bounce.test`, by LMTP.
    let reportPort: Int
    /// The certificate of all servers, as a PEM file.
    var certificate: String { "\(folder)/server.pem" }
    /// The password of all mailboxes.
    static let password = "geheim-42"

    private let relayPort: Int
    private let deliveryPort: Int
    private let folder: String

    /// Whether this machine can run both.
    static var isAvailable: Bool {
        PostfixServer.isAvailable && FileManager.default.isExecutableFile(atPath: "/usr/sbin/dovecot")
            && FileManager.default.isExecutableFile(atPath: "/usr/lib/dovecot/lmtp") && getpwnam("dovenull") != nil
    }

    /// Starts both, hands them to a body, and stops them.
    static func run<Value>(_ body: (Self) async throws -> Value) async throws -> Value {
        let loop = Self(
            submissionPort: try freePort(),
            imapPort: try freePort(),
            pop3Port: try freePort(),
            reportPort: try freePort(),
            relayPort: try freePort(),
            deliveryPort: try freePort(),
            folder: "/tmp/postboek-loop-\(UInt32.random(in: 0 ... .max))"
        )
        defer { try? FileManager.default.removeItem(atPath: loop.folder) }
        try await loop.writeFiles()
        do {
            try await loop.start()
            let value = try await body(loop)
            await loop.stop()
            return value
        } catch {
            await loop.stop()
            throw error
        }
    }

    /// What the servers logged.
    var log: String {
        ["log", "dovecot.log"].map { name in
            String(decoding: FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data(), as: UTF8.self)
                .suffix(3000)
        }.joined(separator: "\n")
    }

    /// How many mails in the mailbox `facturen` are unread: a Maildir says so by the letter S in a file's name.
    var unreadCount: Int {
        ["new", "cur"].flatMap { name in
            (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/mail/facturen/\(name)")) ?? []
        }.count { !($0.split(separator: ",").last ?? "").contains("S") || !$0.contains(":2,") }
    }

    private func start() async throws {
        let dovecot = try await FinishedCommand.run(program: "/usr/sbin/dovecot", ["-c", "\(folder)/dovecot.conf"])
        guard dovecot.code == 0 else { throw ServerFailure("dovecot: \(dovecot.errors)") }
        let postfix = try await FinishedCommand.run(
            program: "/usr/sbin/postfix",
            ["-c", "\(folder)/etc", "start"],
            within: .seconds(60)
        )
        guard postfix.code == 0 else { throw ServerFailure("postfix: \(postfix.errors)\n\(log)") }
        for _ in 0..<200 {
            if log.contains("daemon started"), FileManager.default.fileExists(atPath: "\(folder)/run/master.pid") {
                return
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw ServerFailure("the servers did not start: \(log)")
    }

    private func stop() async {
        _ = try? await FinishedCommand.run(
            program: "/usr/sbin/postfix",
            ["-c", "\(folder)/etc", "stop"],
            within: .seconds(60)
        )
        _ = try? await FinishedCommand.run(
            program: "/usr/bin/doveadm",
            ["-c", "\(folder)/dovecot.conf", "stop"],
            within: .seconds(60)
        )
    }

    private func writeFiles() async throws {
        guard let user = getpwnam("postfix")?.pointee else { throw ServerFailure("there is no user postfix") }
        for name in ["", "etc", "queue", "data", "mail", "run"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(name)",
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o755]
            )
        }
        for name in ["data", "mail"] {
            guard chown("\(folder)/\(name)", user.pw_uid, user.pw_gid) == 0 else { throw ServerFailure("chown failed") }
        }
        let made = try await FinishedCommand.run(
            program: "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", "\(folder)/server.key", "-out", certificate,
            ]
        )
        guard made.code == 0 else { throw ServerFailure("openssl: \(made.errors)") }
        let files = [
            ("etc/main.cf", mainFile(uid: user.pw_uid, gid: user.pw_gid)), ("etc/master.cf", masterFile),
            ("dovecot.conf", dovecotFile), ("users", usersFile),
        ]
        for (name, text) in files { try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8) }
    }

    private func mainFile(uid: uid_t, gid: gid_t) -> String {
        """
        compatibility_level = 3.6
        queue_directory = \(folder)/queue
        data_directory = \(folder)/data
        command_directory = /usr/sbin
        daemon_directory = /usr/lib/postfix/sbin
        maillog_file = \(folder)/log
        maillog_file_prefixes = \(folder)
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        myhostname = mx.example.test
        mydestination =
        mynetworks = 127.0.0.0/8
        smtpd_relay_restrictions = permit_mynetworks, reject
        smtpd_reject_unlisted_recipient = no
        recipient_delimiter = +
        virtual_mailbox_domains = example.test, bounce.test
        virtual_mailbox_maps = static:delivered/
        virtual_mailbox_base = \(folder)/mail
        virtual_minimum_uid = 1
        virtual_uid_maps = static:\(uid)
        virtual_gid_maps = static:\(gid)
        virtual_transport = lmtp:inet:127.0.0.1:\(deliveryPort)
        transport_maps = inline:{
            {klant@example.test=virtual:} {bounce.test=lmtp:inet:127.0.0.1:\(reportPort)}
            {later.test=retry:4.3.0 this domain is away for a while} {relay.test=smtp:[127.0.0.1]:\(relayPort)} }
        alias_maps =
        alias_database =
        default_transport = error:this test server delivers nothing to the outside
        queue_run_delay = 1s
        minimal_backoff_time = 1s
        maximal_backoff_time = 2s
        maximal_queue_lifetime = 6s
        delay_warning_time = 2s

        """
    }

    private var masterFile: String {
        """
        127.0.0.1:\(submissionPort) inet n - n - - smtpd
        127.0.0.1:\(relayPort) inet n - n - - smtpd
          -o smtpd_discard_ehlo_keywords=dsn
          -o cleanup_service_name=hop
        hop unix n - n - 0 cleanup
          -o virtual_alias_maps=static:klant@example.test
        pickup unix n - n 60 1 pickup
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        verify unix - - n - 1 verify
        proxymap unix - - n - - proxymap
        proxywrite unix - - n - 1 proxymap
        lmtp unix - - n - - lmtp
        smtp unix - - n - - smtp
        virtual unix - n n - - virtual
        error unix - - n - - error
        retry unix - - n - - error
        discard unix - - n - - discard
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd

        """
    }

    private var dovecotFile: String {
        """
        base_dir = \(folder)/run
        state_dir = \(folder)/run
        log_path = \(folder)/dovecot.log
        protocols = imap pop3 lmtp
        listen = 127.0.0.1
        ssl = required
        ssl_cert = <\(folder)/server.pem
        ssl_key = <\(folder)/server.key
        mail_location = maildir:\(folder)/mail/%n
        mail_uid = postfix
        mail_gid = postfix
        first_valid_uid = 1
        first_valid_gid = 1
        recipient_delimiter = +
        mail_plugins = quota
        passdb {
          driver = passwd-file
          args = username_format=%n \(folder)/users
        }
        userdb {
          driver = passwd-file
          args = username_format=%n \(folder)/users
        }
        service imap-login {
          chroot =
          inet_listener imap {
            port = 0
          }
          inet_listener imaps {
            port = \(imapPort)
            ssl = yes
          }
        }
        service pop3-login {
          chroot =
          inet_listener pop3 {
            port = 0
          }
          inet_listener pop3s {
            port = \(pop3Port)
            ssl = yes
          }
        }
        service lmtp {
          inet_listener lmtp {
            address = 127.0.0.1
            port = \(deliveryPort)
          }
        }
        service anvil {
          chroot =
        }
        service stats {
          chroot =
        }
        protocol lmtp {
          ssl = no
        }
        plugin {
          quota = count:User quota
          quota_vsizes = yes
        }

        """
    }

    private var usersFile: String {
        """
        facturen:{PLAIN}\(Self.password)::::::
        vol:{PLAIN}\(Self.password)::::::userdb_quota_rule=*:bytes=100

        """
    }
}
