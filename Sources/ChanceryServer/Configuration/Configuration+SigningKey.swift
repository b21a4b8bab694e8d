package import EventLog
internal import Glibc

extension Configuration {
    /// The name of the credential that holds the key, where the configuration names no file (systemd.exec(5)).
    package static let signingCredential = "log-signing-key"

    /// The secret of the key that signs the log's heads; nil where there is none.
    ///
    /// - Parameter credentials: the directory of the service's credentials.
    /// - Throws: where a file is named, or the credential is there, and holds no key. Nothing of the file is in the error.
    package func signingSeed(credentials: String?) throws(ConfigurationError) -> SigningSeed? {
        if let signingKeyFile { return try Self.seed(in: signingKeyFile, place: "log.signing-key: \(signingKeyFile)") }
        guard let credentials else { return nil }
        let path = "\(credentials)/\(Self.signingCredential)"
        if access(path, F_OK) != 0, errno == ENOENT { return nil }
        return try Self.seed(in: path, place: path)
    }

    private static func seed(in path: String, place: String) throws(ConfigurationError) -> SigningSeed {
        guard let file = fopen(path, "re") else {
            throw ConfigurationError(place: place, message: String(cString: strerror(errno)))
        }
        defer { fclose(file) }
        // Far more than a key has.
        var bytes = [UInt8](repeating: 0, count: 1 << 10)
        let count = fread(&bytes, 1, bytes.count, file)
        guard ferror(file) == 0 else {
            throw ConfigurationError(place: place, message: String(cString: strerror(errno)))
        }
        do throws(NoteError) {
            return try SigningSeed(base64: String(decoding: bytes[..<count], as: UTF8.self))
        } catch {
            throw ConfigurationError(place: place, message: "\(error)")
        }
    }
}
