// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "postboek",
    platforms: [.macOS(.v15)],
    products: [
        .executable(name: "postboek", targets: ["postboek"]),
        .executable(name: "postboek-audit", targets: ["postboek-audit"]),
    ],
    dependencies: [
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        // The ledger: events, tree, proofs, sealing. Knows nothing of mail, SQL or HTTP.
        .target(name: "Ledger", dependencies: [.crypto]),
        .target(name: "LedgerFiles", dependencies: ["Ledger", .crypto]),
        // Cosignatures of others under a ledger's checkpoints, and being such another.
        .target(name: "Witness", dependencies: ["Ledger", "LedgerFiles", .crypto]),
        .target(
            name: "WitnessService",
            dependencies: ["Witness", "Ledger", .hummingbird, .hummingbirdCore, .httpTypes, .nioCore, .log, .lifecycle]
        ),
        .target(name: "LedgerSQLite", dependencies: ["Ledger", .sqlite, .crypto]),
        .target(
            name: "LedgerConformance",
            dependencies: ["Ledger", "SeededNumbers", .crypto],
            path: "Tests/LedgerConformance"
        ),

        .target(name: "Backups", dependencies: ["Ledger", "LedgerFiles", "LedgerSQLite", .crypto]),

        // Mail: the vocabulary, and its facts in a ledger.
        .target(name: "Mail"),
        .target(name: "MailLedger", dependencies: ["Ledger", "Mail", .crypto]),

        // Views.
        .target(
            name: "ProjectionEngine",
            dependencies: ["Ledger", "Mail", "MailLedger", .grdb, .log],
            path: "Projections/Engine"
        ),
        .target(name: "DocumentTimeline", dependencies: .projection, path: "Projections/DocumentTimeline"),
        .target(name: "EmailHistory", dependencies: .projection, path: "Projections/EmailHistory"),
        .target(name: "Outbox", dependencies: .projection, path: "Projections/Outbox"),
        .target(name: "Settings", dependencies: .projection, path: "Projections/Settings"),
        .target(name: "Customers", dependencies: .projection, path: "Projections/Customers"),
        .target(name: "Accountancy", dependencies: .projection, path: "Projections/Accountancy"),
        .target(name: "Batches", dependencies: .projection, path: "Projections/Batches"),
        .target(name: "Correspondence", dependencies: .projection, path: "Projections/Correspondence"),
        .target(name: "Suppressions", dependencies: .projection, path: "Projections/Suppressions"),
        .target(name: "Privacy", dependencies: .projection, path: "Projections/Privacy"),
        // Named apart from its folder: `DeliveryReport` is a type of Mail.
        .target(name: "DeliveryReporting", dependencies: .projection, path: "Projections/DeliveryReport"),

        // Mail out, evidence in.
        .systemLibrary(
            name: "CGMime",
            path: "Sources/CGMime",
            pkgConfig: "gmime-3.0",
            providers: [.apt(["libgmime-3.0-dev"])]
        ),
        .target(name: "MIME", dependencies: ["CGMime", "Mail"]),
        .target(name: "SMTP", dependencies: [.nioCore, .nioPosix, .nioTLS, .nioSSL]),
        .target(
            name: "Sending",
            dependencies: [
                "Mail", "MailLedger", "Ledger", "MIME", "SMTP", "DKIM", "Outbox", "ProjectionEngine", .crypto, .log,
                .lifecycle,
            ]
        ),
        .target(name: "Evidence", dependencies: ["Mail", .crypto]),
        .target(name: "EvidenceBundle", dependencies: ["Ledger", "Witness", "Mail", "MailLedger", .crypto]),
        .target(name: "Reports", dependencies: ["MIME", "Mail"]),
        .target(
            name: "Providers",
            dependencies: [
                "Mail", "Ledger", "Sending", "Evidence", "MIME", "SMTP", .crypto, .asyncHTTPClient, .nioCore, .nioPosix,
                .nioHTTP1, .log,
            ]
        ),
        .target(name: "DKIM", dependencies: ["Mail", .crypto, .cryptoExtras]),
        .systemLibrary(
            name: "CCAres",
            path: "Sources/CCAres",
            pkgConfig: "libcares",
            providers: [.apt(["libc-ares-dev"])]
        ),
        .target(name: "DomainCheck", dependencies: ["CCAres", "Mail", "DKIM"]),
        .target(name: "Texts", dependencies: ["Mail", "MIME"]),
        .target(name: "UBL", dependencies: ["Mail"]),
        .systemLibrary(
            name: "CCurl",
            path: "Sources/CCurl",
            pkgConfig: "libcurl",
            providers: [.apt(["libcurl4-openssl-dev"])]
        ),
        .target(name: "Certificates", dependencies: [.nioSSL, .log, .lifecycle]),
        .target(
            name: "Intake",
            dependencies: [
                "CCurl", "Certificates", "Mail", "MIME", "Reports", "Ledger", .nioCore, .nioPosix, .nioSSL, .log,
                .lifecycle,
            ]
        ),

        // The service.
        .target(
            name: "Postoffice",
            dependencies: [
                "Ledger", "LedgerFiles", "LedgerSQLite", "Backups", "Mail", "MailLedger", "ProjectionEngine",
                "DocumentTimeline",
                "EmailHistory", "Outbox", "Settings", "Customers", "Accountancy", "Batches",
                "Correspondence", "Suppressions", "Privacy", "DeliveryReporting", "MIME", "Sending", "Evidence",
                "EvidenceBundle",
                "Reports", "Providers", "DKIM", "Witness",
                "DomainCheck",
                "Texts", "UBL", "Intake", "Certificates", .crypto, .log, .lifecycle,
            ]
        ),
        .target(name: "PrometheusExport", dependencies: [.coreMetrics]),
        .target(name: "COpenAPI", exclude: ["openapi.json"]),
        .target(
            name: "HTTPService",
            dependencies: [
                "Ledger", "Mail", "MailLedger", "DocumentTimeline", "EmailHistory", "Evidence", "Postoffice",
                "Customers", "Batches", "Correspondence", "Suppressions", "Privacy", "DeliveryReporting", "Providers",
                "Texts", "Certificates",
                "Reports", "PrometheusExport", .hummingbird, .hummingbirdCore, .httpTypes, .nioCore, .nioHTTP1,
                "COpenAPI", .nioSSL, .crypto, .log, .coreMetrics, .lifecycle,
            ]
        ),
        .executableTarget(
            name: "postboek",
            dependencies: [
                "Ledger", "LedgerFiles", "Backups", "Mail", "Postoffice", "HTTPService", "PrometheusExport",
                "Certificates",
                "Providers", "Reports", "Witness", "WitnessService", "DomainCheck", "Evidence", "Sending",
                .argumentParser, .configuration, .asyncHTTPClient, .csv, .log, .metrics,
                .lifecycle, .unixSignals,
                .nioCore,
                .nioFoundation, .nioHTTP1, .nioPosix, .nioSSL,
            ]
        ),
        .executableTarget(
            name: "postboek-audit",
            dependencies: [
                "Ledger", "LedgerFiles", "LedgerSQLite", "Mail", "MailLedger", "ProjectionEngine", "DocumentTimeline",
                "EmailHistory", "Outbox", "Settings", "Customers", "Accountancy", "Batches", "Correspondence",
                "Suppressions", "Privacy",
                "DeliveryReporting", "EvidenceBundle", "Witness", .argumentParser,
            ],
            path: "tools/audit"
        ),
        .executableTarget(
            name: "ledger-bench",
            dependencies: ["Ledger", "LedgerFiles", "LedgerSQLite", "Mail", "MailLedger", .sqlite, .argumentParser],
            path: "tools/Benchmarks/LedgerBench"
        ),
        .executableTarget(
            name: "report-fuzz",
            dependencies: ["Reports", .argumentParser],
            path: "tools/Fuzz/ReportFuzz"
        ),

        .target(name: "SeededNumbers", path: "Tests/SeededNumbers"),
        .testTarget(
            name: "LedgerTests",
            dependencies: ["Ledger", "LedgerFiles", "LedgerConformance", "SeededNumbers", .crypto]
        ),
        .testTarget(
            name: "WitnessTests",
            dependencies: [
                "Witness", "WitnessService", "Ledger", "LedgerFiles", "SeededNumbers", .crypto, .hummingbird,
                .hummingbirdTesting, .httpTypes, .nioCore, .log,
            ]
        ),
        .testTarget(
            name: "LedgerSQLiteTests",
            dependencies: [
                "Ledger", "LedgerFiles", "LedgerSQLite", "LedgerConformance", "SeededNumbers", .sqlite, .crypto,
            ]
        ),
        .testTarget(
            name: "BackupsTests",
            dependencies: [
                "Backups", "Ledger", "LedgerFiles", "LedgerSQLite", "LedgerConformance", "SeededNumbers", .crypto,
            ]
        ),
        .testTarget(name: "MailTests", dependencies: ["Mail", "SeededNumbers"]),
        .testTarget(name: "MailLedgerTests", dependencies: ["Mail", "MailLedger", "Ledger", .crypto]),
        .testTarget(
            name: "ProjectionsTests",
            dependencies: [
                "Ledger", "Mail", "MailLedger", "ProjectionEngine", "DocumentTimeline", "EmailHistory", "Outbox",
                "Customers", "Accountancy", "Batches", "Correspondence", "Suppressions", "Privacy", "DeliveryReporting",
                "SeededNumbers", .grdb,
                .log,
            ]
        ),
        .testTarget(name: "MIMETests", dependencies: ["MIME", "Mail", "SeededNumbers"]),
        .testTarget(name: "SMTPTests", dependencies: ["SMTP", .nioCore, .nioPosix, .nioEmbedded, .nioSSL]),
        .testTarget(
            name: "SendingTests",
            dependencies: [
                "Sending", "SMTP", "Outbox", "ProjectionEngine", "MailLedger", "Mail", "LedgerFiles", "LedgerSQLite",
                "Ledger", "DKIM", .log, .lifecycle,
            ]
        ),
        .testTarget(name: "EvidenceTests", dependencies: ["Evidence", "Mail", "SeededNumbers", .crypto]),
        .testTarget(
            name: "EvidenceBundleTests",
            dependencies: ["EvidenceBundle", "Ledger", "Witness", "Mail", "MailLedger", .crypto]
        ),
        .testTarget(name: "ReportsTests", dependencies: ["Reports", "Mail", "SeededNumbers"]),
        .target(
            name: "LocalProviders",
            dependencies: [.crypto, .nioCore, .nioPosix, .nioHTTP1],
            path: "Tests/LocalProviders"
        ),
        .testTarget(
            name: "ProvidersTests",
            dependencies: [
                "Providers", "LocalProviders", "Sending", "Evidence", "Mail", "Ledger", "MIME", .crypto, .nioCore,
                .nioPosix, .nioHTTP1,
            ]
        ),
        .testTarget(name: "DKIMTests", dependencies: ["DKIM", "Mail", "MIME", "SeededNumbers", .crypto]),
        .testTarget(name: "DomainCheckTests", dependencies: ["DomainCheck", "DKIM", "Mail", "SeededNumbers"]),
        .testTarget(name: "TextsTests", dependencies: ["Texts", "Mail", "MIME"]),
        .testTarget(name: "UBLTests", dependencies: ["UBL", "Mail"]),
        .testTarget(
            name: "IntakeTests",
            dependencies: [
                "Intake", "Certificates", "Reports", "MIME", "Mail", "Ledger", .nioCore, .nioPosix, .nioSSL, .log,
                .lifecycle,
            ]
        ),
        .testTarget(
            name: "PostofficeTests",
            dependencies: [
                "Backups", "Postoffice", "Sending", "Mail", "MailLedger", "Ledger", "LedgerFiles", "LedgerSQLite",
                "MIME", "SMTP", "Correspondence", "Evidence", "Suppressions", "Privacy", "EmailHistory",
                "ProjectionEngine", "Reports", "Witness", .crypto, .log,
            ]
        ),
        .testTarget(name: "PrometheusExportTests", dependencies: ["PrometheusExport", .coreMetrics]),
        .testTarget(
            name: "HTTPServiceTests",
            dependencies: [
                "DomainCheck", "Evidence",
                "HTTPService", "Postoffice", "Sending", "Ledger", "LedgerConformance", "Mail", "MailLedger",
                "PrometheusExport", "SeededNumbers",
                .hummingbird, .hummingbirdTesting, .httpTypes, .nioCore, .nioPosix, .log, .lifecycle, .crypto,
            ]
        ),
        .testTarget(
            name: "EndToEndTests",
            dependencies: [
                "postboek", "postboek-audit", "LocalProviders", "SMTP", .asyncHTTPClient, .nioCore, .nioPosix,
            ],
            path: "Tests/EndToEnd"
        ),
    ],
    swiftLanguageModes: [.v6],
    cLanguageStandard: .c2x
)

extension Target.Dependency {
    static let crypto: Self = .product(name: "Crypto", package: "swift-crypto")
    static let cryptoExtras: Self = .product(name: "CryptoExtras", package: "swift-crypto")
    static let csv: Self = .product(name: "SwiftCSV", package: "SwiftCSV")
    static let sqlite: Self = .product(name: "GRDBSQLite", package: "GRDB.swift")
    static let grdb: Self = .product(name: "GRDB", package: "GRDB.swift")
    static let log: Self = .product(name: "Logging", package: "swift-log")
    static let metrics: Self = .product(name: "Metrics", package: "swift-metrics")
    static let coreMetrics: Self = .product(name: "CoreMetrics", package: "swift-metrics")
    static let lifecycle: Self = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
    static let unixSignals: Self = .product(name: "UnixSignals", package: "swift-service-lifecycle")
    static let nioCore: Self = .product(name: "NIOCore", package: "swift-nio")
    static let nioPosix: Self = .product(name: "NIOPosix", package: "swift-nio")
    static let nioFoundation: Self = .product(name: "NIOFoundationCompat", package: "swift-nio")
    static let nioHTTP1: Self = .product(name: "NIOHTTP1", package: "swift-nio")
    static let nioTLS: Self = .product(name: "NIOTLS", package: "swift-nio")
    static let nioEmbedded: Self = .product(name: "NIOEmbedded", package: "swift-nio")
    static let nioSSL: Self = .product(name: "NIOSSL", package: "swift-nio-ssl")
    static let hummingbird: Self = .product(name: "Hummingbird", package: "hummingbird")
    static let hummingbirdCore: Self = .product(name: "HummingbirdCore", package: "hummingbird")
    static let hummingbirdTesting: Self = .product(name: "HummingbirdTesting", package: "hummingbird")
    static let httpTypes: Self = .product(name: "HTTPTypes", package: "swift-http-types")
    static let argumentParser: Self = .product(name: "ArgumentParser", package: "swift-argument-parser")
    static let configuration: Self = .product(name: "Configuration", package: "swift-configuration")
    static let asyncHTTPClient: Self = .product(name: "AsyncHTTPClient", package: "async-http-client")
}

extension [Target.Dependency] {
    static let projection: Self = ["Ledger", "Mail", "MailLedger", "ProjectionEngine", .grdb]
}

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
}
