/// What is wrong with settings of a method; every field that breaks a rule is named.
package struct MethodFault: Error, Hashable, Sendable {
    /// A field that breaks a rule.
    package struct Field: Hashable, Sendable {
        /// The field's name.
        package var name: String
        /// What is wrong, and what to write instead.
        package var problem: String

        /// Names a problem.
        package init(_ name: String, _ problem: String) {
            self.name = name
            self.problem = problem
        }
    }

    /// The fields.
    package var fields: [Field]

    /// Names several fields.
    package init(_ fields: [Field]) {
        self.fields = fields
    }

    /// Names one field.
    package init(_ name: String, _ problem: String) {
        fields = [Field(name, problem)]
    }
}
