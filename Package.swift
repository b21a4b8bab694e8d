// swift-tools-version: 6.2
import PackageDescription

// Each floor is a group of targets below; a target depends on lower floors only (Documentation/Architecture.md).

/// Warnings are errors where a machine decides, and warnings where a person is still typing.
let strict = Context.environment["CI"] != nil

let settings: [SwiftSetting] =
    ["ExistentialAny", "MemberImportVisibility", "InternalImportsByDefault"].map { .enableUpcomingFeature($0) }
    + (strict ? [.treatAllWarnings(as: .error)] : [])

let package = Package(
    name: "chancery",
    products: [
        .executable(name: "chanceryd", targets: ["chanceryd"]),
        .executable(name: "chanceryctl", targets: ["chanceryctl"]),
        .library(name: "ICalendar", targets: ["ICalendar"]),
        .library(name: "TimeZoneDatabase", targets: ["TimeZoneDatabase"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-collections.git", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.0", traits: []),
        .package(url: "https://github.com/LebJe/TOMLKit.git", from: "0.6.0"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    ],
    targets: [
        // Floor 0: formats and the platform. No dependency but the standard library and each other.
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        .target(name: "CLinux"),
        .target(name: "CanonicalJSON", swiftSettings: settings),
        .target(name: "TimeZoneDatabase", swiftSettings: settings),
        .target(name: "ICalendar", dependencies: ["CanonicalJSON", "TimeZoneDatabase"], swiftSettings: settings),
        .target(name: "Varlink", dependencies: ["CanonicalJSON"], swiftSettings: settings),

        // Floor 1: the log, the service manager, the domain.
        .target(
            name: "EventLog",
            dependencies: ["CanonicalJSON", "CLinux", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: settings
        ),
        .target(
            name: "Systemd",
            dependencies: ["CSystemd", .product(name: "Logging", package: "swift-log")],
            swiftSettings: settings
        ),
        .target(
            name: "Chancery",
            dependencies: [
                "CanonicalJSON", "ICalendar", "TimeZoneDatabase",
                .product(name: "HashTreeCollections", package: "swift-collections"),
                .product(name: "HeapModule", package: "swift-collections"),
            ],
            swiftSettings: settings
        ),

        // Floor 2: the services around the domain.
        .target(
            name: "ChanceryServer",
            dependencies: [
                "CLinux", "CanonicalJSON", "Chancery", "EventLog", "ICalendar", "Systemd", "TimeZoneDatabase",
                "Varlink",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "TOMLKit", package: "TOMLKit"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),

        // Floor 3: two small executables.
        .executableTarget(
            name: "chanceryd",
            dependencies: [
                "ChanceryServer", "EventLog", "Systemd", "TimeZoneDatabase",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: settings
        ),
        .executableTarget(
            name: "chanceryctl",
            dependencies: [
                "CanonicalJSON", "Chancery", "EventLog", "Varlink",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: settings
        ),

        .executableTarget(
            name: "chancery-bench",
            dependencies: [
                "CanonicalJSON", "Chancery", "ChanceryServer", "EventLog", "ICalendar", "Systemd", "TimeZoneDatabase",
                "Varlink",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            path: "Benchmarks",
            exclude: ["peers.py", "rules.txt", "sqlite_peer.py"],
            swiftSettings: settings
        ),

        // Tests, arranged as the sources are.
        .target(
            name: "TestSupport", dependencies: ["CLinux", "ICalendar", "TimeZoneDatabase"], path: "Tests/TestSupport",
            swiftSettings: settings),
        .executableTarget(
            name: "oracle-cases", dependencies: ["CanonicalJSON", "ICalendar", "TestSupport", "TimeZoneDatabase"],
            path: "Tests/Oracles/Cases", swiftSettings: settings),
        .testTarget(
            name: "CanonicalJSONTests", dependencies: ["CanonicalJSON", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "ICalendarTests", dependencies: ["ICalendar", "TestSupport", "TimeZoneDatabase"], exclude: ["Corpus"],
            swiftSettings: settings),
        .testTarget(
            name: "TimeZoneDatabaseTests", dependencies: ["TimeZoneDatabase", "TestSupport"], swiftSettings: settings),
        .testTarget(name: "VarlinkTests", dependencies: ["CanonicalJSON", "Varlink"], swiftSettings: settings),
        .testTarget(
            name: "EventLogTests", dependencies: ["CanonicalJSON", "EventLog", "TestSupport"], swiftSettings: settings),
        .testTarget(
            name: "SystemdTests",
            dependencies: ["Systemd", "TestSupport", .product(name: "Logging", package: "swift-log")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ChanceryTests",
            dependencies: ["CanonicalJSON", "Chancery", "ICalendar", "TestSupport", "TimeZoneDatabase"],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ChanceryServerTests",
            dependencies: [
                "CanonicalJSON", "Chancery", "ChanceryServer", "EventLog", "TestSupport", "TimeZoneDatabase",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: settings
        ),
        .testTarget(
            name: "chanceryctlTests", dependencies: ["CanonicalJSON", "Varlink", "chanceryctl"], swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)
