import Foundation

/// A real Postfix, run from a folder of its own on two free loopback ports, that delivers all mail to one Maildir.
///
/// The machine's own Postfix, if it has one, is left alone.
struct PostfixServer {
    /// The port that speaks without TLS.
    let plainPort: Int
    /// The port that offers STARTTLS.
    let tlsPort: Int
    /// The certificate authority that the server's certificate is from, as a PEM file.
    let authority: String
    private let folder: String
    /// Where somebody who sends has to sign in: a port of a Dovecot; nil takes mail from this machine unasked.
    private let saslPort: Int?

    /// Whether this machine can run one: it takes Postfix, openssl, and root, to start its master.
    static var isAvailable: Bool {
        getuid() == 0 && FileManager.default.isExecutableFile(atPath: "/usr/sbin/postfix")
            && FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl") && getpwnam("postfix") != nil
    }

    /// Starts a server that takes mail for `example.test`, hands it to a body, and stops it.
    static func run<Value>(signInPort: Int? = nil, _ body: (Self) async throws -> Value) async throws -> Value {
        let folder = "/tmp/postboek-mta-\(UInt32.random(in: 0 ... .max))"
        let server = Self(
            plainPort: try freePort(),
            tlsPort: try freePort(),
            authority: "\(folder)/ca.pem",
            folder: folder,
            saslPort: signInPort
        )
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await server.writeFiles()
        try await server.control("start")
        do {
            try await server.waitUntilUp()
            let value = try await body(server)
            try await server.control("stop")
            return value
        } catch {
            try? await server.control("stop")
            throw error
        }
    }

    /// The mails in the Maildir, as soon as there are so many, at most half a minute.
    func deliveredMails(count: Int) async throws -> [String] {
        let maildir = "\(folder)/mail/inbox/new"
        for _ in 0..<300 {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: maildir)) ?? []
            if names.count >= count { return names.sorted().map { "\(maildir)/\($0)" } }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw ServerFailure("fewer than \(count) mails were delivered; the server's log says:\n\(log.suffix(3000))")
    }

    /// What the server logged.
    var log: String {
        String(decoding: FileManager.default.contents(atPath: "\(folder)/log") ?? Data(), as: UTF8.self)
    }

    private func writeFiles() async throws {
        let everybody: [FileAttributeKey: Any] = [.posixPermissions: 0o755]
        for name in ["", "etc", "queue", "data", "mail"] {
            try FileManager.default.createDirectory(
                atPath: "\(folder)/\(name)",
                withIntermediateDirectories: true,
                attributes: everybody
            )
        }
        guard let user = getpwnam("postfix")?.pointee else { throw ServerFailure("there is no user postfix") }
        for name in ["data", "mail"] {
            guard chown("\(folder)/\(name)", user.pw_uid, user.pw_gid) == 0 else { throw ServerFailure("chown failed") }
        }
        try await makeCertificate()
        try mainFile(uid: user.pw_uid, gid: user.pw_gid).write(
            toFile: "\(folder)/etc/main.cf",
            atomically: true,
            encoding: .utf8
        )
        try masterFile.write(toFile: "\(folder)/etc/master.cf", atomically: true, encoding: .utf8)
    }

    private func makeCertificate() async throws {
        try "subjectAltName=DNS:localhost,IP:127.0.0.1".write(
            toFile: "\(folder)/names",
            atomically: true,
            encoding: .utf8
        )
        let steps = [
            "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=authority -keyout ca.key -out ca.pem",
            "req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout server.key -out server.csr",
            "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile names -out server.pem",
        ]
        for step in steps {
            let arguments = step.split(separator: " ").map { word in
                word.contains(".") || word == "names" ? "\(folder)/\(word)" : String(word)
            }
            let made = try await FinishedCommand.run(program: "/usr/bin/openssl", arguments)
            guard made.code == 0 else { throw ServerFailure("openssl: \(made.errors)") }
        }
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
        smtpd_relay_restrictions = \(saslPort == nil ? "permit_mynetworks" : "permit_sasl_authenticated"), reject
        \(saslPort.map(Self.signIn) ?? "")
        smtpd_reject_unlisted_recipient = no
        message_size_limit = 52428800
        virtual_mailbox_domains = example.test
        virtual_mailbox_base = \(folder)/mail
        virtual_mailbox_maps = static:inbox/
        virtual_minimum_uid = 1
        virtual_uid_maps = static:\(uid)
        virtual_gid_maps = static:\(gid)
        virtual_mailbox_limit = 0
        alias_maps =
        alias_database =
        default_transport = error:this test server delivers nothing to the outside
        smtpd_tls_cert_file = \(folder)/server.pem
        smtpd_tls_key_file = \(folder)/server.key
        smtpd_tls_CAfile = \(folder)/ca.pem

        """
    }

    private static func signIn(port: Int) -> String {
        """
        smtpd_sasl_auth_enable = yes
        smtpd_sasl_type = dovecot
        smtpd_sasl_path = inet:127.0.0.1:\(port)
        smtpd_sasl_security_options = noanonymous
        """
    }

    private var masterFile: String {
        """
        127.0.0.1:\(plainPort) inet n - n - - smtpd
          -o smtpd_tls_security_level=none
        127.0.0.1:\(tlsPort) inet n - n - - smtpd
          -o smtpd_tls_security_level=encrypt
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
        virtual unix - n n - - virtual
        error unix - - n - - error
        retry unix - - n - - error
        discard unix - - n - - discard
        anvil unix - - n - 1 anvil
        scache unix - - n - 1 scache
        postlog unix-dgram n - n - 1 postlogd

        """
    }

    private func control(_ action: String) async throws {
        let done = try await FinishedCommand.run(
            program: "/usr/sbin/postfix",
            ["-c", "\(folder)/etc", action],
            within: .seconds(30)
        )
        guard done.code == 0 else { throw ServerFailure("postfix \(action): \(done.errors)\n\(log.suffix(2000))") }
    }

    private func waitUntilUp() async throws {
        for _ in 0..<100 {
            if log.contains("daemon started") { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw ServerFailure("postfix did not start: \(log.suffix(2000))")
    }
}

/// A server that a test rests on did not do its part.
struct ServerFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// A loopback port that nobody listens on at this moment.
func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    guard descriptor >= 0 else { throw ServerFailure("no socket") }
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let isBound = withUnsafeMutablePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { general in
            bind(descriptor, general, size) == 0 && getsockname(descriptor, general, &size) == 0
        }
    }
    guard isBound else { throw ServerFailure("no free port") }
    return Int(UInt16(bigEndian: address.sin_port))
}
