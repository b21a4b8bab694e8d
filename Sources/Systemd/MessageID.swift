/// The 128-bit number that says what a journal entry is about, whatever its text: `MESSAGE_ID=` in
/// systemd.journal-fields(7). It is also the key of the message catalog, which `journalctl -x` shows.
package struct MessageID: Sendable, Hashable, CustomStringConvertible {
    private let value: UInt128

    /// A number as `systemd-id128 new` makes them.
    package init(_ value: UInt128) {
        self.value = value
    }

    /// 32 lower-case hexadecimal digits, as the journal and the catalog write it.
    package var description: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 32 - digits.count) + digits
    }
}
