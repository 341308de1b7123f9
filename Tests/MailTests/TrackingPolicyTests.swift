import Mail
import Testing

@Suite("The tracking policy")
struct TrackingPolicyTests {
    typealias Level = TrackingDecision.Level

    @Test(
        arguments: [
            ([], nil, false, "onRequest/default"), ([], true, true, "onRequest/default"),
            ([], false, false, "never/message"),
            ([(.organization, .never)], true, false, "never/organization"),
            ([(.organization, .onRequest)], nil, false, "onRequest/organization"),
            ([(.organization, .onRequest)], true, true, "onRequest/organization"),
            ([(.organization, .always)], nil, true, "always/organization"),
            ([(.organization, .always)], true, true, "always/organization"),
            ([(.organization, .always)], false, false, "never/message"),
            ([(.documentType, .always)], nil, true, "always/documentType"),
            ([(.organization, .always), (.documentType, .never)], true, false, "never/documentType"),
            ([(.organization, .always), (.customer, .onRequest)], nil, false, "onRequest/customer"),
            ([(.organization, .always), (.customer, .onRequest)], true, true, "onRequest/customer"),
            ([(.organization, .onRequest), (.documentType, .always)], nil, false, "onRequest/organization"),
            ([(.documentType, .always), (.customer, .always)], nil, true, "always/documentType"),
            ([(.organization, .always), (.customer, .always), (.customer, .never)], nil, false, "never/customer"),
        ] as [([(Level, TrackingPolicy)], Bool?, Bool, String)]
    )
    func `the strictest wins, and is the basis`(
        policies: [(Level, TrackingPolicy)],
        requested: Bool?,
        isTracked: Bool,
        basis: String
    ) {
        let decision = TrackingDecision(policies.map { (level: $0.0, policy: $0.1) }, requested: requested)
        #expect(decision.isTracked == isTracked)
        #expect(decision.basis == basis)
    }

    @Test(arguments: TrackingPolicy.allCases, TrackingPolicy.allCases)
    func `a further policy never tracks more`(first: TrackingPolicy, second: TrackingPolicy) {
        for requested in [nil, false, true] as [Bool?] {
            let one = TrackingDecision([(.organization, first)], requested: requested)
            let both = TrackingDecision([(.organization, first), (.customer, second)], requested: requested)
            let reversed = TrackingDecision([(.customer, second), (.organization, first)], requested: requested)
            #expect(one.isTracked || !both.isTracked)
            #expect(both.isTracked == reversed.isTracked)
        }
    }
}
