import Foundation

/// A real Dovecot in a folder of its own, with one mailbox that only a bearer token opens, by IMAP and POP3.
///
/// Whether a token is good, and whose it is, it asks at an address for each sign-in.
struct DovecotMailbox {
    /// The IMAP port, with TLS from the start.
    let imapPort: Int
    /// The POP3 port, with TLS from the start.
    let pop3Port: Int
    /// The server's certificate, as a PEM file.
    var certificate: String { "\(folder)/server.pem" }
    private let folder: String

    /// Starts one, hands it to a body, and stops it.
    ///
    /// - Parameters:
    ///   - introspection: The address that tokens are asked about at.
    ///   - mails: What lies in the mailbox.
    ///   - body: What is done with it.
    /// - Returns: What the body gave.
    /// - Throws: ``ServerFailure`` where it does not start; what the body throws.
    static func run<Value>(
        introspection: String,
        mails: [String],
        _ body: (Self) async throws -> Value
    ) async throws -> Value {
        let folder = "/tmp/postboek-mailbox-\(UInt32.random(in: 0 ... .max))"
        let mailbox = Self(imapPort: try freePort(), pop3Port: try freePort(), folder: folder)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await mailbox.writeFiles(introspection: introspection, mails: mails)
        let dovecot = try RunningProcess("/usr/sbin/dovecot", ["-F", "-c", "\(folder)/dovecot.conf"])
        do {
            try await mailbox.waitUntilUp()
            let value = try await body(mailbox)
            await dovecot.end(SIGTERM)
            return value
        } catch {
            await dovecot.end(SIGKILL)
            throw error
        }
    }

    /// What the server logged.
    var log: String {
        String(decoding: FileManager.default.contents(atPath: "\(folder)/log") ?? Data(), as: UTF8.self)
            .suffix(3000).description
    }

    private func waitUntilUp() async throws {
        for _ in 0..<200 {
            if log.contains("starting up") { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw ServerFailure("dovecot did not start: \(log)")
    }

    private func writeFiles(introspection: String, mails: [String]) async throws {
        guard let user = getpwnam("nobody")?.pointee else { throw ServerFailure("there is no user nobody") }
        let (uid, gid) = (user.pw_uid, user.pw_gid)
        for name in ["", "base", "state", "mail", "mail/new", "mail/cur", "mail/tmp"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(name)",
                withIntermediateDirectories: true,
                attributes: [.posixPermissions: 0o755]
            )
        }
        for (number, mail) in mails.enumerated() {
            try write("mail/new/1795000000.\(number).localhost", mail)
        }
        for name in ["mail", "mail/new", "mail/cur", "mail/tmp"] {
            guard chown("\(folder)/\(name)", uid, gid) == 0 else { throw ServerFailure("chown failed") }
        }
        for number in mails.indices {
            guard chown("\(folder)/mail/new/1795000000.\(number).localhost", uid, gid) == 0 else {
                throw ServerFailure("chown failed")
            }
        }
        let made = try await FinishedCommand.run(
            program: "/usr/bin/openssl",
            [
                "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
                "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", "\(folder)/server.key", "-out", certificate,
            ]
        )
        guard made.code == 0 else { throw ServerFailure("openssl: \(made.errors)") }
        try write(
            "oauth2.conf",
            """
            introspection_mode = auth
            introspection_url = \(introspection)
            username_attribute = email
            active_attribute = active
            active_value = true

            """
        )
        try write("dovecot.conf", settings(uid: uid, gid: gid))
    }

    private func write(_ name: String, _ text: String) throws {
        try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
    }

    private func settings(uid: uid_t, gid: gid_t) -> String {
        """
        base_dir = \(folder)/base
        state_dir = \(folder)/state
        log_path = \(folder)/log
        protocols = imap pop3
        listen = 127.0.0.1
        ssl = required
        ssl_cert = <\(folder)/server.pem
        ssl_key = <\(folder)/server.key
        auth_mechanisms = xoauth2 oauthbearer
        auth_failure_delay = 0
        first_valid_uid = 1
        first_valid_gid = 1
        mail_location = maildir:\(folder)/mail
        passdb {
          driver = oauth2
          mechanisms = xoauth2 oauthbearer
          args = \(folder)/oauth2.conf
        }
        userdb {
          driver = static
          args = uid=\(uid) gid=\(gid) home=\(folder)/mail
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
        service anvil {
          chroot =
        }
        service stats {
          chroot =
        }

        """
    }
}
