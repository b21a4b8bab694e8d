internal import CLinux
internal import Glibc

/// A directory of its own, removed with all that is in it when nobody holds it any more.
package final class TemporaryDirectory: Sendable {
    package let path: String

    package init() throws {
        var template = Array("/tmp/chancery-test-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FileFailure(call: "mkdtemp", errno: errno) }
        path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    deinit { Self.remove(path) }

    private static func remove(_ path: String) {
        for name in fileNames(in: path) { remove("\(path)/\(name)") }
        if rmdir(path) != 0, unlink(path) != 0, errno == EPERM {
            clinux_set_immutable(path, 0)
            unlink(path)
        }
    }

    /// The names of the files, sorted.
    package var names: [String] { fileNames(in: path) }

    /// All files with their contents.
    package var contents: [String: [UInt8]] {
        get throws { Dictionary(uniqueKeysWithValues: try names.map { ($0, try read($0)) }) }
    }

    package func read(_ name: String) throws -> [UInt8] { try fileContents("\(path)/\(name)") }

    /// Puts a file there, or other bytes into the one that is there.
    package func write(_ bytes: [UInt8], to name: String) throws {
        let file = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard file >= 0 else { throw FileFailure(call: "open", errno: errno) }
        defer { close(file) }
        guard Glibc.write(file, bytes, bytes.count) == bytes.count else {
            throw FileFailure(call: "write", errno: errno)
        }
    }

    /// Removes a file, also one that is guarded against it.
    package func remove(_ name: String) { Self.remove("\(path)/\(name)") }

    /// The permissions of a file.
    package func mode(_ name: String) throws -> UInt32 { try status(name).st_mode & 0o7777 }

    /// How many blocks of 512 bytes a file has.
    package func blocks(_ name: String) throws -> Int { try status(name).st_blocks }

    private func status(_ name: String) throws -> stat {
        var status = stat()
        guard lstat("\(path)/\(name)", &status) == 0 else { throw FileFailure(call: "lstat", errno: errno) }
        return status
    }

    package func setMode(_ mode: UInt32, of name: String) throws {
        clinux_set_immutable("\(path)/\(name)", 0)
        guard chmod("\(path)/\(name)", mode) == 0 else { throw FileFailure(call: "chmod", errno: errno) }
    }
}
