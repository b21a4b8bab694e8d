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
    targets: [
        // Floor 0: formats and the platform. No dependency but the standard library.
        .systemLibrary(name: "CSystemd", pkgConfig: "libsystemd", providers: [.apt(["libsystemd-dev"])]),
        .target(name: "CLinux"),
        .target(name: "CanonicalJSON", swiftSettings: settings),
        .target(name: "ICalendar", swiftSettings: settings),
        .target(name: "TimeZoneDatabase", swiftSettings: settings),
        .target(name: "Varlink", dependencies: ["CanonicalJSON"], swiftSettings: settings),

        // Tests, arranged as the sources are.
        .testTarget(name: "CanonicalJSONTests", dependencies: ["CanonicalJSON"], swiftSettings: settings),
        .testTarget(name: "ICalendarTests", dependencies: ["ICalendar"], swiftSettings: settings),
        .testTarget(name: "TimeZoneDatabaseTests", dependencies: ["TimeZoneDatabase"], swiftSettings: settings),
        .testTarget(name: "VarlinkTests", dependencies: ["CanonicalJSON", "Varlink"], swiftSettings: settings),
    ],
    swiftLanguageModes: [.v6]
)
