import EventLog

/// A signed head that somebody kept, in a file.
struct KeptHead {
    /// What the user calls the file.
    let name: String
    let signed: SignedHead

    init(name: String, contents: [UInt8]) throws(Failure) {
        self.name = name
        do throws(NoteError) {
            signed = try SignedHead(parsing: contents)
        } catch {
            throw Failure("\(name): not a signed head: \(error)")
        }
    }

    /// Reads the file at a path, or standard input where the path is "-".
    init(path: String) throws(Failure) {
        let name = InputFile.name(of: path)
        guard let contents = try InputFile.contents(of: path, upTo: SignedHead.maximumLength) else {
            throw Failure("\(name): not a signed head: it has more than \(SignedHead.maximumLength) bytes")
        }
        try self.init(name: name, contents: contents)
    }

    /// Checks that the head is of this log, and was signed by the key.
    func check(log: String, key: VerificationKey) throws(Failure) {
        do throws(NoteError) {
            try signed.check(by: key)
        } catch {
            throw Failure("\(name): \(error)")
        }
        guard signed.log.utf8.elementsEqual(log.utf8) else {
            throw Failure(
                "another log: the head in \(name) is of the log \(signed.log), and this one is \(log)",
                code: .corruption)
        }
    }

    /// Checks that a log that ends with `end` has the head in it.
    ///
    /// - Parameter found: the hash of a position that the log has.
    func check(end: Int, hash found: (_ position: Int) throws -> String) throws {
        let head = signed.head
        guard head.position <= end else {
            throw Failure(
                "the log was rewritten: it ends with position \(end), and had position \(head.position) when the head in "
                    + "\(name) was signed", code: .corruption)
        }
        let hash = try found(head.position)
        guard hash == "\(head.hash)" else {
            throw Failure(
                "the log was rewritten: the hash of position \(head.position) is \(hash), and was \(head.hash) when the "
                    + "head in \(name) was signed", code: .corruption)
        }
    }

    /// What was proved.
    func proof(key: VerificationKey, isGiven: Bool) -> [String] {
        let until = signed.head.position == 0 ? "its first line is" : "its lines up to there are"
        return [
            "it contains the head in \(name), position \(signed.head.position): \(until) what they were when that was signed",
            "signed by \(isGiven ? "the key that was given" : "the key that the daemon has now"), \(key)",
        ]
    }
}
