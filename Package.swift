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
    dependencies: [
        .package(url: "https://github.com/apple/swift-collections.git", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
    ],
    targets: [
        // Floor 0: formats and the platform. No dependency but the standard library.
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        .target(name: "CLinux"),
        .target(name: "CanonicalJSON", swiftSettings: settings),
        .target(name: "ICalendar", swiftSettings: settings),
        .target(name: "TimeZoneDatabase", swiftSettings: settings),
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

        // Tests, arranged as the sources are.
        .testTarget(name: "CanonicalJSONTests", dependencies: ["CanonicalJSON"], swiftSettings: settings),
        .testTarget(name: "ICalendarTests", dependencies: ["ICalendar"], swiftSettings: settings),
        .testTarget(name: "TimeZoneDatabaseTests", dependencies: ["TimeZoneDatabase"], swiftSettings: settings),
        .testTarget(name: "VarlinkTests", dependencies: ["CanonicalJSON", "Varlink"], swiftSettings: settings),
        .testTarget(name: "EventLogTests", dependencies: ["CanonicalJSON", "EventLog"], swiftSettings: settings),
        .testTarget(
            name: "SystemdTests",
            dependencies: ["Systemd", .product(name: "Logging", package: "swift-log")],
            swiftSettings: settings
        ),
        .testTarget(
            name: "ChanceryTests",
            dependencies: ["CanonicalJSON", "Chancery", "ICalendar", "TimeZoneDatabase"],
            swiftSettings: settings
        ),
    ],
    swiftLanguageModes: [.v6]
)
