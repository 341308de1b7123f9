import Foundation
import MailLedger
import Testing

@Suite("JSON values")
struct JSONValueTests {
    @Test(arguments: [
        ("null", JSONValue.null), (" true ", .bool(true)), ("false", .bool(false)), ("0", .integer(0)),
        ("-0", .integer(0)),
        ("-12", .integer(-12)), ("9223372036854775807", .integer(.max)), ("9223372036854775808", .number(0x1p63)),
        ("1.5", .number(1.5)), ("-2e3", .number(-2000)), ("1E-2", .number(0.01)), ("\"\"", .string("")),
        (#""a\"\\\/\b\f\n\r\t\u0041\u00e9\ud83d\ude00""#, .string("a\"\\/\u{8}\u{C}\n\r\tAé😀")),
        ("\"é😀\"", .string("é😀")),
        ("[]", .array([])), ("[ 1 , [ ] ]", .array([.integer(1), .array([])])), ("{}", .object([:])),
        ("{ \"b\" : 1 , \"a\" : { } }", .object(["b": .integer(1), "a": .object([:])])),
        ("{\"a\":1,\"a\":2}", .object(["a": .integer(2)])),
    ])
    func `a text is read as the value it writes`(text: String, value: JSONValue) throws {
        #expect(try JSONValue(parsing: Array(text.utf8)) == value)
    }

    @Test(arguments: [
        "", " ", "nul", "nullx", "01", "+1", "-", "1.", ".5", "1e", "1e999", "NaN", "\"", "\"\\\"", "\"\\x\"",
        "\"\\u12\"",
        "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"", "\"a\nb\"", "[", "[1", "[1,]", "[1 2]", "{", "{1:2}",
        "{\"a\"}",
        "{\"a\":}", "{\"a\":1,}", "1 2", "\u{FEFF}1", "'a'",
    ])
    func `a text that is no JSON is refused`(text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: Array(text.utf8)) }
    }

    @Test func `bytes that are no UTF-8 are refused`() {
        #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22, 0xC3, 0x22]) }
        #expect(throws: JSONError.self) { try JSONValue(parsing: [0x22, 0x5C, 0x6E, 0xC3, 0x22]) }
    }

    @Test(arguments: [("[", "]"), ("{\"a\":", "}")])
    func `nesting is read to its bound and no further`(opening: String, closing: String) throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: opening, count: depth) + "1" + String(repeating: closing, count: depth)).utf8)
        }
        _ = try JSONValue(parsing: nested(JSONValue.maximumDepth))
        #expect(throws: JSONError.tooDeep) { try JSONValue(parsing: nested(JSONValue.maximumDepth + 1)) }
        #expect(throws: JSONError.tooDeep) {
            try JSONValue(parsing: Array(String(repeating: opening, count: 500_000).utf8))
        }
    }

    @Test func `keys are written in order, and only what must be is escaped`() {
        let value = JSONValue.object([
            "b": .array([.null, .bool(true), .integer(-1), .number(0.5)]),
            "a/\u{1}\u{1F}\"\\\n": .string("é/😀\u{7F}\t\r\u{8}\u{C}"),
        ])
        let text = #"{"a/\u0001\u001f\"\\\n":"é/😀"# + "\u{7F}" + #"\t\r\b\f","b":[null,true,-1,0.5]}"#
        #expect(String(decoding: value.bytes, as: UTF8.self) == text)
    }

    @Test func `any value comes back as it was written, and Foundation reads it as the same`() throws {
        var values = JSONValues(seed: 20_261_121)
        for _ in 0..<500 {
            let value = values.value(depth: 4)
            let bytes = value.bytes
            #expect(try JSONValue(parsing: bytes) == value)
            #expect(try JSONDecoder().decode(JSONValue.self, from: Data(bytes)) == value)
            #expect(try JSONValue(parsing: Array(JSONEncoder().encode(value))) == value)
        }
    }
}

/// Values made at random, the same ones for the same seed (SplitMix64).
private struct JSONValues: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    mutating func value(depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &self) {
        case 0: .null
        case 1: .bool(Bool.random(using: &self))
        case 2: .integer(Int64.random(in: .min ... .max, using: &self))
        case 3: .number(Double(Int.random(in: -1000...1000, using: &self)) + 0.25)
        case 4, 5: .string(text())
        case 6: .array((0..<Int.random(in: 0...4, using: &self)).map { _ in value(depth: depth - 1) })
        default:
            .object(
                (0..<Int.random(in: 0...4, using: &self)).reduce(into: [:]) { fields, _ in
                    fields[text()] = value(depth: depth - 1)
                }
            )
        }
    }

    private mutating func text() -> String {
        let scalars: [Unicode.Scalar] = [
            "a", "Z", "0", "\"", "\\", "/", "\n", "\u{0}", "\u{1B}", "é", "€", "😀", "\u{2028}", " ",
        ]
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...6, using: &self) { text.append(scalars.randomElement(using: &self) ?? "x") }
        return String(text)
    }
}
