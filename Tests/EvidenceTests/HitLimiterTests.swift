import SeededNumbers
import Testing

@testable import Evidence

@Suite("The limiter of pixel hits")
struct HitLimiterTests {
    private let minute: Int64 = 60_000_000
    private let start: Int64 = 29_916_666 * 60_000_000

    @Test
    func `the first twenty hits of a minute are events, the others one count every ten seconds`() throws {
        var limiter = HitLimiter()
        let copy = try PixelSubject.sample()
        let answers = (0..<50).map { limiter.admit(key: copy, at: start + $0) }
        #expect(answers == Array(repeating: .record, count: 20) + Array(repeating: .counted, count: 30))
        #expect(limiter.drain(at: start + 10_000_019).isEmpty)
        let floods = limiter.drain(at: start + 10_000_020)
        #expect(floods.map(\.subject) == [copy])
        #expect(floods.map(\.count) == [30])
        #expect(floods.map(\.firstAt) == [start + 20])
        #expect(floods.map(\.lastAt) == [start + 49])
        #expect(limiter.admit(key: copy, at: start + 11_000_000) == .counted)
        #expect(limiter.drain(at: start + 12_000_000).isEmpty)
        #expect(limiter.drain(at: start + minute).map(\.count) == [1])
        #expect(limiter.drain(at: start + minute).isEmpty)
        #expect(limiter.unattributedHits == 0)
    }

    @Test
    func `a copy has a fresh allowance each minute, and copies do not share one`() throws {
        var limiter = HitLimiter(perMinute: 1)
        let copy = try PixelSubject.sample(recipient: 1)
        let other = try PixelSubject.sample(recipient: 2)
        #expect(limiter.admit(key: copy, at: start) == .record)
        #expect(limiter.admit(key: copy, at: start) == .counted)
        #expect(limiter.admit(key: other, at: start) == .record)
        #expect(limiter.admit(key: copy, at: start + minute) == .record)
        #expect(limiter.admit(key: copy, at: start + minute) == .counted)
    }

    @Test
    func `minutes that nobody drained are counted together`() throws {
        var limiter = HitLimiter(perMinute: 1)
        let copy = try PixelSubject.sample()
        for round in 0..<3 {
            for offset in 0..<4 { _ = limiter.admit(key: copy, at: start + Int64(round) * minute + Int64(offset)) }
        }
        let floods = limiter.drain(at: start + 3 * minute)
        #expect(floods.map(\.count) == [9])
        #expect(floods.map(\.firstAt) == [start + 1])
        #expect(floods.map(\.lastAt) == [start + 2 * minute + 3])
    }

    @Test
    func `a hit that arrives late belongs to the running minute`() throws {
        var limiter = HitLimiter(perMinute: 1)
        let copy = try PixelSubject.sample()
        #expect(limiter.admit(key: copy, at: start) == .record)
        #expect(limiter.admit(key: copy, at: start - 1) == .counted)
        #expect(limiter.admit(key: copy, at: start) == .counted)
    }

    @Test
    func `a clock that is set back begins a new minute`() throws {
        var limiter = HitLimiter(perMinute: 1)
        let copy = try PixelSubject.sample()
        #expect(limiter.admit(key: copy, at: start) == .record)
        #expect(limiter.admit(key: copy, at: start) == .counted)
        #expect(limiter.admit(key: copy, at: start - 60 * minute) == .record)
        #expect(limiter.drain(at: start - 60 * minute).map(\.count) == [1])
    }

    @Test
    func `finishing gives the running minute too`() throws {
        var limiter = HitLimiter(perMinute: 1)
        let copy = try PixelSubject.sample()
        _ = limiter.admit(key: copy, at: start)
        _ = limiter.admit(key: copy, at: start + 1)
        #expect(limiter.finish().map(\.count) == [1])
        #expect(limiter.finish().isEmpty)
    }

    @Test
    func `a copy beyond the capacity is still recorded at first, and its flood is not`() throws {
        var limiter = HitLimiter(perMinute: 2, capacity: 1)
        let tracked = try PixelSubject.sample(recipient: 1)
        let untracked = try PixelSubject.sample(recipient: 2)
        #expect(limiter.admit(key: tracked, at: start) == .record)
        let answers = (0..<5).map { limiter.admit(key: untracked, at: start + $0) }
        #expect(answers == [.record, .record, .counted, .counted, .counted])
        #expect(limiter.unattributedHits == 3)
        #expect(limiter.drain(at: start + minute).isEmpty)
    }

    @Test(arguments: UInt64(1)...40)
    func `whatever comes, events and memory are bounded and every hit is counted once`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let perMinute = UInt16.random(in: 0...5, using: &generator)
        let capacity = Int.random(in: 1...8, using: &generator)
        var limiter = HitLimiter(perMinute: perMinute, capacity: capacity)
        let copies = try (1...UInt16.random(in: 1...20, using: &generator)).map {
            try PixelSubject.sample(recipient: $0)
        }
        var recordedByMinute: [Int64: Int] = [:]
        var (counted, drained, mostEntries) = (0, 0, 0)
        var now = start
        for _ in 0..<3_000 {
            now += Int64.random(in: 0...500_000, using: &generator)
            guard let copy = copies.randomElement(using: &generator) else { throw BadFixture() }
            switch limiter.admit(key: copy, at: now) {
            case .record: recordedByMinute[now / minute, default: 0] += 1
            case .counted: counted += 1
            }
            mostEntries = max(mostEntries, limiter.entries)
            if Int.random(in: 0..<200, using: &generator) == 0 {
                drained += limiter.drain(at: now).reduce(0) { $0 + $1.count }
            }
        }
        drained += limiter.finish().reduce(0) { $0 + $1.count }
        #expect(mostEntries <= 3 * capacity)
        #expect(drained + limiter.unattributedHits == counted)
        #expect(recordedByMinute.values.reduce(0, +) + counted == 3_000)
        #expect(recordedByMinute.values.allSatisfy { $0 <= Int(perMinute) * 2 * capacity })
    }
}
