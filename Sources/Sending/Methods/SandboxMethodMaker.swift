import Mail

/// The kind `sandbox`: there for every organization, and never set up.
package struct SandboxMethodMaker: MethodMaker {
    /// Describes the sandbox.
    package let description = MethodDescription(
        .sandbox,
        title: "Sandbox: nothing leaves",
        settings: [],
        knowledge: SandboxMethod().knowledge,
        largestMessage: SandboxMethod().maximumMessageBytes
    )

    /// Makes the kind.
    package init() {}

    /// The organization's name at a domain that nobody has.
    package func sender(_ settings: MethodSettings, in place: MethodPlace) throws(MethodFault) -> MethodSender {
        let address = try MethodSender.address("\(place.organization)@sandbox.example", field: "organization")
        return MethodSender(
            from: Mailbox(address: address, name: try MethodSender.name(place.organization, field: "organization"))
        )
    }

    /// The sandbox itself.
    package func method(_ settings: MethodSettings, in place: MethodPlace) async throws -> any SendingMethod {
        SandboxMethod()
    }
}
