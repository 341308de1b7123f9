import CCurl

/// Why a mailbox could not be read.
package struct MailboxFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// What kind of trouble it is.
    package enum Cause: String, Hashable, Sendable {
        /// User name, password or token were refused.
        case signIn
        /// The server was not found, or does not answer.
        case connection
        /// The server's certificate is not trusted, or TLS could not be begun.
        case security
        /// The server refused a command, such as for a folder that is not there.
        case refused
        /// A mail is larger than what is taken.
        case tooLarge
        /// The server answered what cannot be understood.
        case answer
    }

    /// What kind of trouble it is.
    package let cause: Cause
    /// What happened and what to do, without names and passwords.
    package let description: String

    init(_ cause: Cause, _ description: String) {
        self.cause = cause
        self.description = description
    }

    /// What a code of libcurl means.
    init(_ code: CURLcode) {
        switch code {
        case CURLE_LOGIN_DENIED, CURLE_AUTH_ERROR:
            self.init(.signIn, "the server refuses the user name, password or token; sign in again")
        case CURLE_COULDNT_RESOLVE_HOST:
            self.init(.connection, "the server's name cannot be found; check the host")
        case CURLE_COULDNT_CONNECT:
            self.init(
                .connection,
                "the server takes no connection; check host and port, and that the address is public"
            )
        case CURLE_OPERATION_TIMEDOUT:
            self.init(.connection, "the server did not answer in time")
        case CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE:
            self.init(.connection, "the connection broke off")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR:
            self.init(.security, "the server's certificate is not trusted, or names another host")
        case CURLE_USE_SSL_FAILED, CURLE_SSL_CONNECT_ERROR:
            self.init(.security, "TLS could not be begun; check port and security")
        case CURLE_WRITE_ERROR, CURLE_FILESIZE_EXCEEDED:
            self.init(.tooLarge, "a mail is larger than what is taken")
        case CURLE_QUOTE_ERROR, CURLE_REMOTE_FILE_NOT_FOUND, CURLE_REMOTE_ACCESS_DENIED:
            self.init(.refused, "the server refused a command; check that the folder exists")
        default:
            self.init(.answer, "the server cannot be understood (libcurl's code \(code.rawValue))")
        }
    }
}
