import Foundation
import NIOCore
import NIOPosix

/// Why a host was not connected to.
struct AddressRefused: Error, CustomStringConvertible {
    var description: String {
        "its address is not one of the public internet; only the operator can allow that, with allow-private-hosts"
    }
}

/// Looks a name up and gives only public addresses to whoever connects.
///
/// What is checked is what is connected to: the name is not looked up a second time, so that an answer which changes
/// between the two (DNS rebinding) gains nothing.
struct GuardedResolver: Resolver, Sendable {
    let loop: any EventLoop

    func initiateAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        addresses(of: host, port: port, family: AF_INET)
    }

    func initiateAAAAQuery(host: String, port: Int) -> EventLoopFuture<[SocketAddress]> {
        addresses(of: host, port: port, family: AF_INET6)
    }

    func cancelQueries() {}

    private func addresses(of host: String, port: Int, family: Int32) -> EventLoopFuture<[SocketAddress]> {
        // getaddrinfo blocks for as long as name servers are silent.
        NIOThreadPool.singleton.runIfActive(eventLoop: loop) {
            let found = try HostLookup.addresses(of: host, port: port, family: family)
            let allowed = found.filter(\.isPublic)
            guard found.isEmpty || !allowed.isEmpty else { throw AddressRefused() }
            return try allowed.map { address in
                try SocketAddress(packedIPAddress: ByteBuffer(bytes: address.bytes), port: port)
            }
        }
    }
}

/// Asks the system for the addresses of a name.
private enum HostLookup {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static func addresses(of host: String, port: Int, family: Int32) throws -> [IPAddress] {
        var hints = addrinfo()
        hints.ai_family = family
        hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        hints.ai_protocol = Int32(IPPROTO_TCP)
        var list: UnsafeMutablePointer<addrinfo>?
        let code = getaddrinfo(host, String(port), &hints, &list)
        guard code == 0, let list else {
            throw Failure(description: "the name cannot be looked up (\(String(cString: gai_strerror(code))))")
        }
        defer { freeaddrinfo(list) }
        return sequence(first: list) { $0.pointee.ai_next }.compactMap { entry in
            guard let address = entry.pointee.ai_addr else { return nil }
            // Where the address stands in a sockaddr_in and in a sockaddr_in6.
            let place: Range<Int>? =
                switch entry.pointee.ai_family {
                case AF_INET: 4..<8
                case AF_INET6: 8..<24
                default: nil
                }
            let whole = UnsafeRawBufferPointer(start: address, count: Int(entry.pointee.ai_addrlen))
            guard let place, place.upperBound <= whole.count else { return nil }
            return IPAddress(bytes: Array(whole[place]))
        }
    }
}
