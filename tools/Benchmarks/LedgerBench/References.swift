/// What the ledger is compared with: the disk alone, and SQLite alone, with rows of the same size.
struct Reference: Sendable {
    let name: String
    /// Measures in a folder for some seconds; blocks.
    let measure: @Sendable (_ folder: String, _ seconds: Double) throws -> Measurement
}

enum References {
    static let all = [
        Reference(name: "disk-append") { folder, seconds in
            let file = try SyncedFile(path: "\(folder)/append")
            return try repeating("disk-append", seconds: seconds) { try file.append() }
        },
        Reference(name: "disk-overwrite") { folder, seconds in
            let file = try SyncedFile(path: "\(folder)/overwrite")
            try file.append()
            return try repeating("disk-overwrite", seconds: seconds) { try file.overwrite() }
        },
        sqlite(batch: 1),
        sqlite(batch: 500),
    ]

    private static func sqlite(batch: Int) -> Reference {
        let name = "sqlite-\(batch)"
        return Reference(name: name) { folder, seconds in
            let file = try PlainSQLite(path: "\(folder)/plain.sqlite")
            return try repeating(name, seconds: seconds, events: batch) { try file.commit(rows: batch) }
        }
    }

    /// Does the same again and again; an event took as long as its commit.
    private static func repeating(
        _ name: String,
        seconds: Double,
        events: Int = 1,
        _ work: () throws -> Void
    ) rethrows -> Measurement {
        let clock = ContinuousClock()
        let start = clock.now
        let end = start.advanced(by: .seconds(seconds))
        var taken: [Double] = []
        while clock.now < end { taken.append(try clock.measure(work).milliseconds) }
        let elapsed = (clock.now - start) / .seconds(1)
        return Measurement(
            name: name,
            perSecond: Double(taken.count * events) / elapsed,
            milliseconds: Percentiles(of: taken)
        )
    }
}
